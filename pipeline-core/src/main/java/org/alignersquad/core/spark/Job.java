package org.alignersquad.core.spark;

import org.alignersquad.core.config.ConfigException;
import org.alignersquad.core.config.Recipe;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * One of the program's jobs: a section of a recipe in, files out.
 *
 * @param <R> the recipe section's record
 */
public interface Job<R extends Record> {
    /** The job's name, which is the recipe section's key and the command line's word. */
    String name();

    Class<R> recipeType();

    /**
     * Looks at inputs and outputs without running a Spark job.
     *
     * @throws ConfigException with all problems
     */
    void check(R recipe, Configuration conf);

    /** Runs the job, or skips what is finished; returns what it did, the same for a finished job as when it was run. */
    JobReport run(SparkSession spark, Recipe<R> recipe);
}
