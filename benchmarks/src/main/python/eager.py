"""GPT-2 and BERT in plain eager PyTorch: the baseline of DecodeSpeed and ScoreSpeed.

usage: eager.py DIRECTORY THREADS, a Hugging Face directory of 32-bit floats. Reads one command per line:
  decode B T N   prints seconds for N new tokens after B prompts of T tokens, greedily, then the tokens of the first row
  score B T      prints seconds for B texts of T tokens, then the scores of the first
  onnx FILE      writes the classifier as ONNX
"""
import json
import sys
import time

import numpy
import torch
from torch.nn.functional import gelu, layer_norm, linear


def load(directory):
    with open(directory + "/config.json") as file:
        config = json.load(file)
    name = directory + "/model.safetensors"
    with open(name, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    data = numpy.memmap(name, dtype=numpy.uint8, mode="c", offset=8 + size)
    weights = {}
    for key, entry in header.items():
        if key != "__metadata__":
            start, end = entry["data_offsets"]
            weights[key] = torch.from_numpy(data[start:end].view(numpy.float32)).reshape(entry["shape"]).clone()
    return config, weights


def ids(b, t, vocabulary):
    return torch.tensor([[(7919 * (r * t + i) + 13) % vocabulary for i in range(t)] for r in range(b)])


class Gpt2:
    def __init__(self, config, weights):
        self.heads = config["n_head"]
        self.layers = config["n_layer"]
        self.w = weights

    def norm(self, x, name):
        return layer_norm(x, x.shape[-1:], self.w[name + ".weight"], self.w[name + ".bias"], 1e-5)

    def conv1d(self, x, name):
        y = torch.addmm(self.w[name + ".bias"], x.reshape(-1, x.shape[-1]), self.w[name + ".weight"])
        return y.view(*x.shape[:-1], -1)

    def gelu(self, x):
        return 0.5 * x * (1 + torch.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))

    def forward(self, ids, start, keys, values):
        b, t = ids.shape
        end = start + t
        x = self.w["transformer.wte.weight"][ids] + self.w["transformer.wpe.weight"][start:end]
        mask = torch.full((t, end), float("-inf")).triu(start + 1) if t > 1 else None
        for i in range(self.layers):
            at = "transformer.h.%d." % i
            qkv = self.conv1d(self.norm(x, at + "ln_1"), at + "attn.c_attn").view(b, t, 3, self.heads, -1)
            q, k, v = qkv.permute(2, 0, 3, 1, 4)
            keys[i][:, :, start:end] = k
            values[i][:, :, start:end] = v
            scores = q @ keys[i][:, :, :end].transpose(2, 3) * q.shape[-1] ** -0.5
            if mask is not None:
                scores = scores + mask
            a = (scores.softmax(-1) @ values[i][:, :, :end]).transpose(1, 2).reshape(b, t, -1)
            x = x + self.conv1d(a, at + "attn.c_proj")
            h = self.gelu(self.conv1d(self.norm(x, at + "ln_2"), at + "mlp.c_fc"))
            x = x + self.conv1d(h, at + "mlp.c_proj")
        return linear(self.norm(x[:, -1], "transformer.ln_f"), self.w["transformer.wte.weight"]).argmax(-1)

    def decode(self, b, t, n):
        prompt = ids(b, t, self.w["transformer.wte.weight"].shape[0])
        size = self.w["transformer.wte.weight"].shape[1] // self.heads
        keys, values = ([torch.empty(b, self.heads, t + n, size) for _ in range(self.layers)] for _ in range(2))
        start = time.perf_counter()
        tokens = [self.forward(prompt, 0, keys, values)]
        while len(tokens) < n:
            tokens.append(self.forward(tokens[-1].unsqueeze(1), t + len(tokens) - 1, keys, values))
        return time.perf_counter() - start, [int(row[0]) for row in tokens]


class Bert(torch.nn.Module):
    def __init__(self, config, weights):
        super().__init__()
        self.heads = config["num_attention_heads"]
        self.layers = config["num_hidden_layers"]
        self.size = config["hidden_size"]
        self.eps = config["layer_norm_eps"]
        self.w = weights

    def norm(self, x, name):
        return layer_norm(x, (self.size,), self.w[name + ".weight"], self.w[name + ".bias"], self.eps)

    def linear(self, x, name):
        return linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def forward(self, ids, mask):
        b, t = ids.shape[0], ids.shape[1]
        at = "bert.embeddings."
        x = self.w[at + "word_embeddings.weight"][ids] + self.w[at + "position_embeddings.weight"][:t]
        x = self.norm(x + self.w[at + "token_type_embeddings.weight"][0], at + "LayerNorm")
        hidden = (1.0 - mask).view(b, 1, 1, t) * -1e9
        for i in range(self.layers):
            at = "bert.encoder.layer.%d." % i
            q, k, v = (self.linear(x, at + "attention.self." + part).view(b, t, self.heads, -1).transpose(1, 2)
                       for part in ("query", "key", "value"))
            scores = q @ k.transpose(2, 3) * (self.size / self.heads) ** -0.5 + hidden
            a = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, -1)
            x = self.norm(x + self.linear(a, at + "attention.output.dense"), at + "attention.output.LayerNorm")
            h = self.linear(gelu(self.linear(x, at + "intermediate.dense")), at + "output.dense")
            x = self.norm(x + h, at + "output.LayerNorm")
        return self.linear(torch.tanh(self.linear(x[:, 0], "bert.pooler.dense")), "classifier")

    def score(self, b, t):
        texts = ids(b, t, self.w["bert.embeddings.word_embeddings.weight"].shape[0])
        start = time.perf_counter()
        scores = self.forward(texts, torch.ones(b, t))
        return time.perf_counter() - start, scores[0].tolist()

    def onnx(self, file):
        self.parameters_ = torch.nn.ParameterList(torch.nn.Parameter(w, False) for w in self.w.values())
        self.w = dict(zip(self.w, self.parameters_))
        axes = {0: "rows", 1: "positions"}
        torch.onnx.export(self, (ids(2, 16, 1000), torch.ones(2, 16)), file, input_names=["ids", "mask"],
                          output_names=["scores"], dynamic_axes={"ids": axes, "mask": axes}, opset_version=14)
        return 0.0, []


def main():
    torch.set_num_threads(int(sys.argv[2]))
    config, weights = load(sys.argv[1])
    model = Gpt2(config, weights) if config["model_type"] == "gpt2" else Bert(config, weights)
    print("PyTorch " + torch.__version__, flush=True)
    with torch.inference_mode():
        for line in sys.stdin:
            command, *arguments = line.split()
            arguments = arguments if command == "onnx" else [int(a) for a in arguments]
            seconds, shown = getattr(model, command)(*arguments)
            print(seconds, *shown, flush=True)


main()
