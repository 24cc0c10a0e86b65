package org.alignersquad.train.rounds;

import java.io.Serializable;
import org.alignersquad.models.CausalLm;
import org.alignersquad.models.Checkpoint;
import org.alignersquad.models.Compute;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.lora.LoraAdapter;
import org.alignersquad.models.lora.LoraConfig;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;
import org.alignersquad.train.files.HadoopSettings;
import org.alignersquad.train.files.Pretrained;

/** A frozen language model and what an adapter changes of it: executors open the model where it lies, it is never sent. */
public record AdapterBase(Pretrained model, LoraConfig lora) implements Serializable {
    /** The model with room for an aligner's special tokens; the caller closes it. */
    CausalLm open(HadoopSettings settings, Compute compute) {
        Checkpoint checkpoint = model.open(settings.configuration());
        try (Tokenizer tokenizer = checkpoint.tokenizer(AlignerFormat.SPECIAL_TOKENS)) {
            return checkpoint.causalLm(tokenizer, compute);
        }
    }

    /** A fresh adapter, whose numbers do not matter: they are overwritten before every use. */
    LoraAdapter<TokenExample> adapter(CausalLm base) {
        return LoraAdapter.create(base, lora, 0);
    }
}
