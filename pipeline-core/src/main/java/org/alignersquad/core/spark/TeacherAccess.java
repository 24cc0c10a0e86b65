package org.alignersquad.core.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.alignersquad.core.ledger.AnswerLedger;
import org.alignersquad.core.ledger.LedgerBucket;
import org.alignersquad.core.ledger.LedgerConfig;
import org.alignersquad.core.ledger.Rolling;
import org.alignersquad.core.spark.plugin.AlignersPlugin;
import org.alignersquad.core.spark.plugin.Progress;
import org.alignersquad.core.teacher.BatchTeacher;
import org.alignersquad.core.teacher.GenerationTask;
import org.alignersquad.core.teacher.HttpTeacher;
import org.alignersquad.core.teacher.RequestBudgets;
import org.alignersquad.core.teacher.RequestKey;
import org.alignersquad.core.teacher.Teacher;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.alignersquad.core.teacher.embedded.EmbeddedTeacherServer;
import org.alignersquad.core.teacher.lease.LeaseAgent;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Spark tasks reach a teacher and its ledger. A stage that asks has one shard per ledger bucket, and a row's shard is
 * the bucket of its request: then each task reads one bucket once, and equal requests meet in one task.
 *
 * @param buckets of the ledger: the number of shards of every stage that asks
 * @param concurrentTasks tasks that ask at once in the whole application: each has an equal share of the rate limits
 */
public record TeacherAccess(
        TeacherConfig teacher, LedgerConfig ledger, int buckets, int concurrentTasks, SerializableConfiguration conf)
        implements Serializable {
    private static final Logger LOG = LoggerFactory.getLogger(TeacherAccess.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** Opens the ledger, or makes a new one. */
    public static TeacherAccess open(
            SparkSession spark, TeacherConfig teacher, LedgerConfig ledger, int shardsPerWave) {
        spark.sparkContext().addJobTag(Progress.JOB_TAG);
        var conf = new SerializableConfiguration(spark.sessionState().newHadoopConf());
        LedgerConfig absolute = new LedgerConfig(OutputFiles.absolute(conf.value(), ledger.path()), ledger.buckets());
        int buckets =
                AnswerLedger.open(conf.value(), ledger.path(), ledger.buckets()).buckets();
        int tasks =
                Math.min(Math.min(shardsPerWave, buckets), spark.sparkContext().defaultParallelism());
        return new TeacherAccess(teacher, absolute, buckets, Math.max(1, tasks), conf);
    }

    /** The shard in which this input must be asked about. */
    public <I> int shard(GenerationTask<I, ?> task, I input) {
        return AnswerLedger.bucketOf(RequestKey.root(task.request(input)), buckets);
    }

    /**
     * Asks about the inputs of one shard. For use in a Spark task, at whose end everything is closed and flushed.
     *
     * @param shard the ledger bucket of all these inputs
     */
    public <I, O> TeacherShard<I, O> ask(int shard, Iterator<I> inputs, GenerationTask<I, O> task) {
        TeacherConfig reached = reached();
        AnswerLedger opened = AnswerLedger.open(conf.value(), ledger.path(), ledger.buckets());
        LedgerBucket bucket = opened.bucket(shard, Rolling.standard());
        Teacher client = reached.batch() == null
                ? HttpTeacher.open(reached, budgets(), Progress.counters())
                : BatchTeacher.open(reached, budgets(), opened.batches(shard), bucket, Progress.counters());
        return TeacherShard.open(TaskContext.get(), inputs, task, client, bucket, reached);
    }

    /**
     * For stages whose shards are not buckets of one ledger: every shard has a ledger of its own below the folder.
     *
     * @param shards of the stage
     * @param shardsPerWave shards whose tasks may ask at once
     */
    public static TeacherAccess perShard(
            SparkSession spark, TeacherConfig teacher, String folder, int shards, int shardsPerWave) {
        spark.sparkContext().addJobTag(Progress.JOB_TAG);
        var conf = new SerializableConfiguration(spark.sessionState().newHadoopConf());
        String path = OutputFiles.absolute(conf.value(), folder) + "/of-" + shards;
        int tasks = Math.min(shardsPerWave, spark.sparkContext().defaultParallelism());
        return new TeacherAccess(teacher, new LedgerConfig(path, 1), 1, Math.max(1, tasks), conf);
    }

    /** For use in a Spark task of a stage that was opened {@link #perShard}. */
    public TeacherSession session(int shard) {
        TeacherConfig reached = reached();
        LedgerBucket bucket = AnswerLedger.open(conf.value(), ledger.path() + "/shard-" + shard, 1)
                .bucket(0, Rolling.standard());
        HttpTeacher client = HttpTeacher.open(reached, budgets(), Progress.counters());
        return TeacherSession.open(TaskContext.get(), reached, client, bucket);
    }

    private RequestBudgets budgets() {
        @Nullable LeaseAgent agent = Progress.agent();
        if (agent != null) return agent::budget;
        if (SAID.compareAndSet(false, true)) {
            LOG.info(
                    "spark.plugins has no {}: each task has a fixed share of the teacher's limits",
                    AlignersPlugin.class.getName());
        }
        return RequestBudgets.shares(concurrentTasks);
    }

    private TeacherConfig reached() {
        if (teacher.kind() != TeacherKind.EMBEDDED || teacher.baseUrl() != null || teacher.endpoints() != null)
            return teacher;
        return teacher.withBaseUrl(embedded().baseUrl().toString());
    }

    /** The server of this JVM's embedded teacher, started when it is first asked for; it ends with the JVM. */
    public static EmbeddedTeacherServer embedded() {
        return Embedded.SERVER;
    }

    private static final class Embedded {
        static final EmbeddedTeacherServer SERVER = EmbeddedTeacherServer.start();
    }
}
