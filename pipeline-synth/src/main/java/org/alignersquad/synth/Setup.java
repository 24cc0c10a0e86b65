package org.alignersquad.synth;

import java.util.Map;
import org.alignersquad.core.spark.Stages;
import org.alignersquad.core.spark.TeacherAccess;
import org.alignersquad.core.teacher.TeacherConfig;
import org.alignersquad.core.teacher.TeacherKind;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What all stages of a run have in common. */
record Setup(SparkSession spark, Stages stages, SynthRecipe recipe, CriterionSet criteria, TeacherAccess access) {

    /** @param folder of the stages */
    static Setup open(SparkSession spark, String job, SynthRecipe recipe, String folder) {
        return new Setup(
                spark,
                new Stages(spark, job, folder),
                recipe,
                CriterionSet.load(recipe.criteria()),
                TeacherAccess.open(spark, recipe.teacher(), recipe.ledger(), recipe.shardsPerWave()));
    }

    /** What of the teacher shapes rows: all but speed and prices. */
    record TeacherShape(
            TeacherKind kind, String model, @Nullable String baseUrl, int repairs) {
        static TeacherShape of(TeacherConfig teacher) {
            return new TeacherShape(teacher.kind(), teacher.model(), teacher.baseUrl(), teacher.repairs());
        }
    }

    /** Settings of a stage that asks: the teacher, the prompts' versions by criterion, and the stage's own. */
    record AskedSettings(TeacherShape teacher, Map<String, ?> prompts, Object own) {}

    AskedSettings asked(Map<String, ?> prompts, Object own) {
        return new AskedSettings(TeacherShape.of(recipe.teacher()), prompts, own);
    }

    String model() {
        return recipe.teacher().model();
    }

    String seed() {
        return String.valueOf(recipe.seed());
    }

    int buckets() {
        return access.buckets();
    }
}
