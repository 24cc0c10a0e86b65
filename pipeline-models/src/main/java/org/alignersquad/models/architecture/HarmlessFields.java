package org.alignersquad.models.architecture;

import java.util.Set;

/**
 * Fields of a {@code config.json} that change nothing of what a model computes from its tokens: where it comes from, how it
 * was trained, how it wants to generate, what its tokenizer does.
 */
final class HarmlessFields {
    private static final Set<String> NAMES = Set.of(
            "adapters", // empty in every file that has it
            "architectures",
            "attn_implementation",
            "auto_map", // code for releases of transformers that did not know the model type yet
            "bad_words_ids",
            "begin_suppress_tokens",
            "bos_token_id",
            "chunk_size_feed_forward", // saves memory, the result is the same
            "classifier_dropout_prob",
            "cls_token_id",
            "decoder_start_token_id",
            "directionality",
            "diversity_penalty",
            "do_sample",
            "dtype",
            "early_stopping",
            "encoder_no_repeat_ngram_size",
            "eos_token_id",
            "exponential_decay_length_penalty",
            "finetuning_task",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "gradient_checkpointing",
            "id2label",
            "initializer_range",
            "is_llama_config",
            "is_encoder_decoder",
            "label2id",
            "language",
            "length_penalty",
            "mask_token_id",
            "max_length",
            "min_length",
            "model_max_length",
            "model_type",
            "n_ctx",
            "name_or_path",
            "no_repeat_ngram_size",
            "num_beam_groups",
            "num_beams",
            "num_labels",
            "num_return_sequences",
            "output_attentions",
            "output_hidden_states",
            "output_past",
            "output_scores",
            "pad_token_id",
            "pooler_fc_size",
            "pooler_num_attention_heads",
            "pooler_num_fc_layers",
            "pooler_size_per_head",
            "pooler_type",
            "prefix",
            "pretraining_tp", // the order of sums in pre-training
            "problem_type",
            "remove_invalid_values",
            "reorder_and_upcast_attn",
            "repetition_penalty",
            "return_dict",
            "return_dict_in_generate",
            "sep_token_id",
            "suppress_tokens",
            "task_specific_params",
            "temperature",
            "tie_encoder_decoder",
            "tf_legacy_loss",
            "tokenizer_class",
            "top_k",
            "top_p",
            "torch_dtype",
            "torchscript",
            "transformers_version",
            "transformers.js_config",
            "typical_p",
            "unk_token_id",
            "unsloth_fixed",
            "unsloth_version",
            "use_bfloat16",
            "use_cache");

    private HarmlessFields() {}

    static boolean contains(String field) {
        return NAMES.contains(field)
                || field.startsWith("_")
                || field.startsWith("summary_")
                || field.endsWith("dropout")
                || field.endsWith("dropout_prob")
                || field.endsWith("_pdrop");
    }
}
