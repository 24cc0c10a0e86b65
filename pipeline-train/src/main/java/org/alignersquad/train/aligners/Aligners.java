package org.alignersquad.train.aligners;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.alignersquad.core.spark.StageOutput;
import org.alignersquad.models.aligner.AlignerCard;
import org.alignersquad.models.inspector.InspectorCard;
import org.alignersquad.train.data.Pairs;
import org.alignersquad.train.edits.DroppedWordCounts;
import org.alignersquad.train.edits.DroppedWords;
import org.alignersquad.train.edits.DroppedWordsRecipe;
import org.alignersquad.train.edits.EditsRecipe;
import org.alignersquad.train.edits.LastSentenceRecipe;
import org.alignersquad.train.edits.SentenceChoices;
import org.alignersquad.train.examples.ExampleFiles;
import org.alignersquad.train.files.ModelDirectory;
import org.alignersquad.train.files.Pretrained;
import org.alignersquad.train.rounds.Learner;
import org.alignersquad.train.rounds.MetricsFile;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.alignersquad.train.rounds.Trained;
import org.alignersquad.train.rounds.TrainingSetup;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains, measures and saves aligners, or finds them finished. All start from one warm-up on all criteria. */
public final class Aligners {
    /** The warm-up's name among the models. */
    public static final String WARM_UP = "warm-up";

    private static final Logger LOG = LoggerFactory.getLogger(Aligners.class);

    private final TrainingSetup setup;
    private final AlignersRecipe recipe;
    private final List<String> criteria;
    private final Dataset<Row> pairs;
    private final StageOutput examples;
    private final String tokenizer;
    private final @Nullable Pretrained pretrained;

    /**
     * @param criteria that the warm-up learns from
     * @param pretrained what the recipe's checkpoint is; null where it has none
     * @param tokenizer content of the {@code tokenizer.json} that the examples are encoded with
     */
    public Aligners(
            TrainingSetup setup,
            AlignersRecipe recipe,
            List<String> criteria,
            Dataset<Row> pairs,
            StageOutput examples,
            String tokenizer,
            @Nullable Pretrained pretrained) {
        this.setup = setup;
        this.recipe = recipe;
        this.criteria = List.copyOf(criteria);
        this.pairs = pairs;
        this.examples = examples;
        this.tokenizer = tokenizer;
        this.pretrained = pretrained;
    }

    /** The name of a criterion's fine-tuning in metrics and checkpoints. */
    public static String trainingName(String criterion) {
        return "aligner-" + criterion;
    }

    /** The training record of the criterion's aligner. */
    public JsonNode train(String criterion) {
        String fingerprint =
                setup.fingerprint(criterion, recipe, start(), examples.fingerprint(), warmUpCriteria(), setup.tasks());
        ModelDirectory directory = new ModelDirectory(
                setup.output() + "/aligners/" + criterion, setup.settings().configuration());
        JsonNode finished = directory.finished(AlignerCard.FILE, fingerprint);
        if (finished != null) {
            LOG.info("train aligner {}: finished before", criterion);
            return finished;
        }
        try (GrowingAligner aligner = fresh()) {
            ObjectNode training = JsonNodeFactory.instance.objectNode().put("fingerprint", fingerprint);
            if (pretrained != null) training.put("checkpoint", pretrained.name());
            RoundsRecipe warmUp = recipe.warmUp();
            if (warmUp != null)
                training.set("warm_up", rounds(aligner, WARM_UP, warmUp, warmUpCriteria(), warmUpFingerprint(warmUp)));
            training.set(
                    "fine_tune",
                    rounds(aligner, trainingName(criterion), recipe.fineTune(), List.of(criterion), fingerprint));
            String kind = aligner.model().config().modelType();
            boolean merged = recipe.lora() != null && recipe.lora().merged();
            directory.begin(local -> aligner.save(local, card(criterion, kind, training), merged));
            training.set("figures", figures(criterion, directory, fingerprint));
            directory.write(AlignerCard.FILE, card(criterion, kind, training).json());
            directory.finish();
            LOG.info("train aligner {}: {}", criterion, training.get("figures"));
            return training;
        }
    }

    private GrowingAligner fresh() {
        return pretrained == null
                ? GrowingAligner.fromScratch(recipe, setup, tokenizer)
                : GrowingAligner.from(pretrained, recipe.lora(), setup, tokenizer);
    }

    /** What tells one beginning from another, besides the recipe. */
    private String start() {
        return pretrained == null ? "scratch" : pretrained.version();
    }

    /** Criteria whose rows the warm-up learns from. */
    private List<String> warmUpCriteria() {
        return Stream.concat(criteria.stream(), recipe.onlyWarmUp().stream()).toList();
    }

    private String warmUpFingerprint(RoundsRecipe warmUp) {
        String model = recipe.nEmbd() + " " + recipe.nLayer() + " " + recipe.nHead() + " " + start();
        String adapter = recipe.lora() == null ? "" : recipe.lora().config().toString();
        return setup.fingerprint(
                WARM_UP, model, adapter, setup.tasks(), warmUp, examples.fingerprint(), warmUpCriteria());
    }

    /** Trains the aligner on from where it is. */
    private ObjectNode rounds(
            GrowingAligner aligner, String name, RoundsRecipe rounds, List<String> criteria, String fingerprint) {
        Trained trained = setup.train(
                name,
                Learner.ALIGNER,
                aligner.model().config().json().toString(),
                aligner.base(),
                rounds,
                ExampleFiles.of(examples),
                criteria,
                fingerprint,
                aligner.parameters());
        new MetricsFile(setup.output(), setup.settings().configuration()).write(name, trained);
        aligner.parameters(trained.parameters());
        return trained.json(aligner.parameterCount());
    }

    private AlignerCard card(String criterion, String kind, ObjectNode training) {
        return new AlignerCard(criterion, kind, recipe.written().format(), training);
    }

    private ObjectNode figures(String criterion, ModelDirectory directory, String version) {
        Gate gate = gate(criterion);
        setup.describe("aligner " + criterion + ": rewrites of validation and test rows");
        Dataset<Row> own = pairs.where(col("criterion").equalTo(criterion))
                .where(col("split").isin("validation", "test"));
        Dataset<Row> sample = Pairs.sample(own, recipe.evaluatedRows()).repartition(setup.tasks());
        Dataset<Row> rewrites = new AlignerRewrites(
                        directory.part(), version, recipe.maxNewTokens(), gate, setup.settings(), setup.compute())
                .of(sample, setup.resources())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return AlignerFigures.of(rewrites, recipe.written(), gate != null);
        } finally {
            rewrites.unpersist();
        }
    }

    /** The inspector that this run trained for the criterion; null where the recipe names none. */
    private @Nullable Gate gate(String criterion) {
        if (recipe.inspector() == null) return null;
        setup.describe("aligner " + criterion + ": the answer for 'always the same answer'");
        String directory = setup.output() + "/inspectors/" + criterion + "-" + recipe.inspector();
        String version =
                String.valueOf(new ModelDirectory(directory, setup.settings().configuration())
                        .record(InspectorCard.FILE)
                        .path("fingerprint"));
        Dataset<Row> aligned = pairs.where(col("criterion").equalTo(criterion))
                .where(col("split").equalTo("train"))
                .where(col("label").equalTo(0));
        // pleasant and not too short: what an aligner that has given up would say
        Row constant = aligned.groupBy("response")
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), xxhash64(col("response")))
                .first();
        return new Gate(directory, version, constant.getString(0), sentence(criterion), droppedWords(criterion));
    }

    /** The sentence for 'add the same sentence': the one that stands for most last sentences of aligned responses. */
    private String sentence(String criterion) {
        EditsRecipe edits = recipe.edits();
        LastSentenceRecipe own = edits == null ? null : edits.lastSentence();
        LastSentenceRecipe one = own == null ? LastSentenceRecipe.USUAL : new LastSentenceRecipe(own.maxWords(), 1);
        setup.describe("aligner " + criterion + ": the sentence for 'add the same sentence'");
        List<String> chosen = SentenceChoices.of(pairs, List.of(criterion), one).getOrDefault(criterion, List.of());
        return chosen.isEmpty() ? "" : chosen.get(0);
    }

    /** The words for 'drop the usual words'. */
    private DroppedWords droppedWords(String criterion) {
        EditsRecipe edits = recipe.edits();
        DroppedWordsRecipe own = edits == null ? null : edits.droppedWords();
        Dataset<Row> all = pairs.where(col("criterion").equalTo(criterion));
        setup.describe("aligner " + criterion + ": the words for 'drop the usual words'");
        return DroppedWordCounts.of(all, own == null ? DroppedWordsRecipe.USUAL : own)
                .getOrDefault(criterion, DroppedWords.NONE);
    }
}
