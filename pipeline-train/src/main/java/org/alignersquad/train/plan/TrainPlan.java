package org.alignersquad.train.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.alignersquad.core.spark.OutputFiles;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;
import org.alignersquad.models.inspector.PairEncoding;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.train.TrainRecipe;
import org.alignersquad.train.aligners.Aligners;
import org.alignersquad.train.aligners.AlignersRecipe;
import org.alignersquad.train.aligners.LoraRecipe;
import org.alignersquad.train.files.PretrainedCheck;
import org.alignersquad.train.inspectors.BertRecipe;
import org.alignersquad.train.rounds.ComputeRecipe;
import org.alignersquad.train.rounds.RoundsRecipe;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The plans of a recipe's models, from the recipe and, of a checkpoint, its {@code config.json}; weights are not looked at. Of
 * its tokenizer, where it has none yet, all special tokens are taken to be new.
 */
public record TrainPlan(TrainRecipe recipe, Configuration conf) {
    /** One for every kind of training; criteria are trained one after the other, all alike. */
    public List<ModelPlan> models() {
        List<ModelPlan> plans = new ArrayList<>();
        BertRecipe bert =
                recipe.inspectors() == null ? null : recipe.inspectors().bert();
        if (bert != null) plans.add(plan("CRITERION-bert", bertConfig(bert), null, bert.training()));
        AlignersRecipe aligners = recipe.aligners();
        if (aligners == null) return plans;
        ModelConfig config = alignerConfig(aligners);
        if (aligners.warmUp() != null) plans.add(plan(Aligners.WARM_UP, config, aligners.lora(), aligners.warmUp()));
        plans.add(plan(Aligners.trainingName("CRITERION"), config, aligners.lora(), aligners.fineTune()));
        return plans;
    }

    private ModelPlan plan(String name, ModelConfig config, @Nullable LoraRecipe lora, RoundsRecipe rounds) {
        long parameters = ParameterSpec.count(config.parameters());
        List<ParameterSpec> trained =
                lora == null ? config.parameters() : lora.config().trained(config);
        long count = ParameterSpec.count(trained);
        long adapted = lora == null ? 0 : adapted(config, lora);
        ComputeRecipe compute = recipe.compute() == null ? ComputeRecipe.CPU : recipe.compute();
        DeviceBytes device = DeviceBytes.of(config, adapted, count, rounds, compute);
        return new ModelPlan(
                name,
                config.modelType(),
                parameters,
                count,
                device,
                rounds,
                recipe.tasks(),
                recipe.maxLength(),
                lora != null);
    }

    /** Parameters of the matrices that have an A and a B. */
    private static long adapted(ModelConfig config, LoraRecipe lora) {
        List<String> modules = lora.config().trained(config).stream()
                .map(ParameterSpec::name)
                .filter(name -> name.endsWith(".lora_A.weight"))
                .map(name -> name.replace(".lora_A.weight", ".weight"))
                .toList();
        return ParameterSpec.count(config.parameters().stream()
                .filter(spec -> modules.contains(spec.name()))
                .toList());
    }

    private ModelConfig alignerConfig(AlignersRecipe aligners) {
        if (aligners.checkpoint() == null) return aligners.config(vocabSize(), recipe.maxLength());
        ModelConfig config =
                PretrainedCheck.aligner(aligners.checkpoint(), conf).shape();
        return grown(config, aligners.checkpoint(), AlignerFormat.SPECIAL_TOKENS);
    }

    private ModelConfig bertConfig(BertRecipe bert) {
        if (bert.checkpoint() == null) return bert.config(vocabSize(), recipe.maxLength());
        EncoderConfig config = PretrainedCheck.bert(bert.checkpoint(), conf).shape();
        // BERT's and RoBERTa's own tokenizers have them
        return grown(config.withNumLabels(2), bert.checkpoint(), List.of());
    }

    /** Of models from scratch: the tokenizer may turn out smaller where the texts have fewer words. */
    private int vocabSize() {
        return recipe.vocabSize() == null ? 0 : recipe.vocabSize();
    }

    private ModelConfig grown(ModelConfig config, String checkpoint, Collection<String> special) {
        String text = OutputFiles.read(conf, checkpoint + "/tokenizer.json");
        if (text == null) return config.withVocabSize(Checkpoint.rows(config, config.vocabSize() + special.size()));
        try (Tokenizer own = Tokenizer.parse(text);
                Tokenizer grown = own.withSpecialTokens(
                        special.isEmpty() ? PairEncoding.roles(own).values() : special)) {
            return config.withVocabSize(Checkpoint.rows(config, grown.vocabSize()));
        }
    }
}
