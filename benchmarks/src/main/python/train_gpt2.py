"""Baseline of TrainingThroughput: GPT-2 in eager PyTorch, as one writes it by hand.

Arguments: vocabulary, positions, width, layers, heads, batch, length, threads.
Reads a number of steps per line and answers with their seconds.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads, positions):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("seen", torch.ones(positions, positions, dtype=torch.bool).tril())

    def forward(self, x):
        B, T, D = x.shape
        q, k, v = (y.view(B, T, self.heads, -1).transpose(1, 2) for y in self.qkv(self.ln_1(x)).chunk(3, -1))
        scores = q @ k.transpose(2, 3) * (D // self.heads) ** -0.5
        scores = scores.masked_fill(~self.seen[:T, :T], float("-inf"))
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(B, T, D))
        return x + self.down(F.gelu(self.up(self.ln_2(x)), approximate="tanh"))


class Gpt2(nn.Module):
    def __init__(self, vocabulary, positions, width, layers, heads):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.blocks = nn.Sequential(*(Block(width, heads, positions) for _ in range(layers)))
        self.ln_f = nn.LayerNorm(width)

    def loss(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        x = self.ln_f(self.blocks(x))[:, :-1]
        return F.cross_entropy((x @ self.wte.weight.T).flatten(0, 1), ids[:, 1:].flatten())


def main():
    vocabulary, positions, width, layers, heads, batch, length, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    # the one batch is soon known by heart: gradients too small for a normal float would slow PyTorch to a fifth
    torch.set_flush_denormal(True)
    model = Gpt2(vocabulary, positions, width, layers, heads)
    matrices = [p for name, p in model.named_parameters() if p.dim() > 1 and "wte" not in name and "wpe" not in name]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}], lr=1e-4)
    ids = torch.randint(vocabulary, (batch, length))
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            loss = model.loss(ids)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            loss.item()
        print(time.perf_counter() - start, flush=True)


main()
