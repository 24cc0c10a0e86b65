"""Whether transformers rewrites as job align did: greedy decoding with the saved aligner, against the trails of a stage.

python3 aligner.py ALIGNER_DIRECTORY ALIGNED_STAGE MAX_NEW_TOKENS [ROWS]

ALIGNED_STAGE is the folder `aligned` of job align. Compares the text of each row's first rewrite by this aligner, and that
the tokenizer gives the same text back for what it encodes. Needs torch, transformers and pyarrow.
"""

import os
import sys

import pyarrow.dataset as parquet
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def rewrite(model, tokenizer, prompt, response, most):
    text = prompt + "[INIT]" + response + "[ALIGNED]"
    ids = tokenizer(text, return_tensors="pt", add_special_tokens=False)["input_ids"]
    if ids.shape[1] + most > model.config.max_position_embeddings:
        return None
    with torch.no_grad():
        out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=most)
    return tokenizer.decode(out[0, ids.shape[1]:], skip_special_tokens=True)


def main(directory, stage, most, rows=200):
    model = AutoModelForCausalLM.from_pretrained(directory).eval()
    tokenizer = AutoTokenizer.from_pretrained(directory)
    aligner = os.path.basename(os.path.normpath(directory))
    same = differs = too_long = lossy = 0
    table = parquet.dataset(os.path.join(stage, "data"), partitioning="hive")
    columns = ["prompt", "response", "trail"]
    for batch in table.to_batches(columns=columns):
        for row in batch.to_pylist():
            steps = row["trail"] or []
            if not steps or steps[0]["aligner"] != aligner or same + differs >= rows:
                continue
            ids = tokenizer(row["response"], add_special_tokens=False)["input_ids"]
            lossy += tokenizer.decode(ids) != row["response"]
            text = rewrite(model, tokenizer, row["prompt"] or "", row["response"], most)
            if text is None:
                too_long += 1
            elif text == steps[0]["text"]:
                same += 1
            else:
                differs += 1
                print(repr(text), repr(steps[0]["text"]), sep="\n")
    print(f"{same} rewrites are the same, {differs} differ, {too_long} would not fit uncut, {lossy} texts change in the tokenizer")
    sys.exit(1 if differs or lossy or not same else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *map(int, sys.argv[4:]))
