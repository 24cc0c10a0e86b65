package org.alignersquad.submit.clusters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * Hadoop's own YARN, one node manager, on loopback: {@code YarnCluster CONF_FOLDER}. Writes what clients need as
 * {@code HADOOP_CONF_DIR}, prints {@code ready}, and runs until its input ends.
 */
public final class YarnCluster {
    private YarnCluster() {}

    public static void main(String[] arguments) {
        try {
            run(arguments);
            System.exit(0);
        } catch (Exception e) {
            // other threads would keep the process
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        try (MiniYARNCluster cluster = new MiniYARNCluster("aligners", 1, 1, 1)) {
            cluster.init(settings());
            cluster.start();
            write(folder.resolve("yarn-site.xml"), cluster.getConfig());
            write(folder.resolve("core-site.xml"), files(new Configuration(false)));
            System.out.println("ready");
            while (System.in.read() >= 0) continue;
        }
    }

    private static Configuration settings() {
        YarnConfiguration conf = new YarnConfiguration();
        conf.setBoolean("yarn.is.minicluster", true);
        conf.setInt("yarn.nodemanager.resource.memory-mb", 8192);
        conf.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
        conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
        conf.set("yarn.scheduler.capacity.root.queues", "default");
        conf.setInt("yarn.scheduler.capacity.root.default.capacity", 100);
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.8");
        // JVMs reserve more address space than they use
        conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
        conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
        conf.set("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100.0");
        conf.set("yarn.nodemanager.bind-host", "127.0.0.1");
        return files(conf);
    }

    private static Configuration files(Configuration conf) {
        conf.set("fs.defaultFS", "file:///");
        return conf;
    }

    private static void write(Path file, Configuration conf) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            conf.writeXml(out);
        }
    }
}
