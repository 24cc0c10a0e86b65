package org.alignersquad.train.examples;

import java.util.Arrays;
import java.util.Collection;
import org.alignersquad.models.Pair;
import org.alignersquad.models.aligner.AlignerFormat;
import org.alignersquad.models.inspector.PairEncoding;
import org.alignersquad.models.score.EncodedText;
import org.alignersquad.models.tokenizer.Tokenizer;
import org.alignersquad.models.train.TokenExample;

/** How a judged response becomes a model's input. */
public enum Encoding {
    /** Prompt, response, aligned response: what an aligner reads and must write. Too long a text is not cut. */
    ALIGNER {
        @Override
        Encoded encode(Tokenizer tokenizer, int maxLength, Pair pair, String aligned) {
            TokenExample example = new AlignerFormat(tokenizer).encodeExample(pair.prompt(), pair.response(), aligned);
            int boundary = 0;
            while (example.labels()[boundary] == TokenExample.IGNORED) boundary++;
            return new Encoded(example.inputIds(), boundary);
        }

        @Override
        public Collection<String> specialTokens(Tokenizer tokenizer) {
            return AlignerFormat.SPECIAL_TOKENS;
        }
    },
    /** Prompt and response: what an inspector judges. The middle of too long a text is left out, as in use. */
    INSPECTOR {
        @Override
        Encoded encode(Tokenizer tokenizer, int maxLength, Pair pair, String aligned) {
            EncodedText text = new PairEncoding(tokenizer, maxLength).encode(pair);
            int boundary = (int) Arrays.stream(text.tokenTypeIds())
                    .takeWhile(type -> type == 0)
                    .count();
            return new Encoded(text.inputIds(), boundary);
        }

        @Override
        public Collection<String> specialTokens(Tokenizer tokenizer) {
            return PairEncoding.roles(tokenizer).values();
        }
    };

    /** @param boundary see {@link ExampleRow} */
    record Encoded(int[] inputIds, int boundary) {}

    /** Special tokens that these inputs need of a tokenizer, which may lack some. */
    public abstract Collection<String> specialTokens(Tokenizer tokenizer);

    abstract Encoded encode(Tokenizer tokenizer, int maxLength, Pair pair, String aligned);
}
