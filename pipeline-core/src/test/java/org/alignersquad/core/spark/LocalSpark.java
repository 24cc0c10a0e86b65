package org.alignersquad.core.spark;

import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a test JVM: real Spark on two threads, started by the first test that asks and shared by all.
 * Nobody stops it; it ends with the JVM.
 */
public final class LocalSpark {
    private LocalSpark() {}

    public static SparkSession session() {
        return Holder.SESSION;
    }

    private static final class Holder {
        static final SparkSession SESSION = SparkSession.builder()
                .appName("tests")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.default.parallelism", 2)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/spark-warehouse")
                .getOrCreate();
    }
}
