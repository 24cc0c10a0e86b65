"""Second opinion on the models: logits, loss and gradient norm by PyTorch on the directories that Parity wrote.

python3 compare.py DIRECTORY

Where transformers is installed it loads the directories as they are, and peft the adapters in them; otherwise the forward
passes below read the checkpoints, which were written from the papers and share nothing with the Java side.
"""

import json
import math
import os
import struct
import sys

import torch
import torch.nn.functional as F

try:
    import transformers
except ImportError:
    transformers = None
try:
    import peft
except ImportError:
    peft = None


def read_safetensors(path):
    with open(path, "rb") as f:
        (length,) = struct.unpack("<Q", f.read(8))
        header = json.loads(f.read(length))
        data = bytearray(f.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        flat = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start)
        tensors[name] = flat.reshape(entry["shape"]).clone().requires_grad_(True)
    return tensors


class Net:
    """Named weights and the few layers that everything here is made of; texts are (T, D)."""

    def __init__(self, config, weights):
        self.c = config
        self.w = weights

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def norm(self, x, name, eps):
        return F.layer_norm(x, x.shape[-1:], self.w[name + ".weight"], self.w[name + ".bias"], eps)

    def rms(self, x, name, eps):
        return x / torch.sqrt((x**2).mean(-1, keepdim=True) + eps) * self.w[name + ".weight"]


ACTIVATIONS = {
    "gelu": F.gelu,
    "gelu_new": lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "silu": F.silu,
}


def split_heads(x, heads):
    return x.reshape(x.shape[0], heads, -1).transpose(0, 1)


def attention(q, k, v, causal, window=None):
    """q (H, T, K), k and v (G, T, K) -> (T, H K)"""
    k = k.repeat_interleave(q.shape[0] // k.shape[0], 0)
    v = v.repeat_interleave(q.shape[0] // v.shape[0], 0)
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1])
    if causal:
        i = torch.arange(q.shape[1])
        back = i[:, None] - i[None, :]
        blocked = (back < 0) if window is None else (back < 0) | (back >= window)
        scores = scores.masked_fill(blocked, float("-inf"))
    return (scores.softmax(-1) @ v).transpose(0, 1).reshape(q.shape[1], -1)


def frequencies(size, base, scaling):
    """Radians per position, and the factor of cosines and sines."""
    f = 1.0 / base ** (torch.arange(0, size, 2, dtype=torch.float64) / size)
    kind = scaling.get("rope_type", "default") if scaling else "default"
    if kind == "llama3":
        wavelength = 2 * math.pi / f
        low = scaling["original_max_position_embeddings"] / scaling["low_freq_factor"]
        high = scaling["original_max_position_embeddings"] / scaling["high_freq_factor"]
        smooth = scaling["original_max_position_embeddings"] / wavelength - scaling["low_freq_factor"]
        smooth = smooth / (scaling["high_freq_factor"] - scaling["low_freq_factor"])
        mixed = (1 - smooth) * f / scaling["factor"] + smooth * f
        f = torch.where(wavelength > low, f / scaling["factor"], torch.where(wavelength < high, f, mixed))
    elif kind == "yarn":
        turns = f * scaling["original_max_position_embeddings"] / (2 * math.pi)

        def place(rotations):
            length = scaling["original_max_position_embeddings"]
            return size * math.log(length / (rotations * 2 * math.pi)) / (2 * math.log(base))

        low = max(math.floor(place(scaling["beta_fast"])), 0)
        high = min(math.ceil(place(scaling["beta_slow"])), size - 1)
        ramp = ((torch.arange(len(turns)) - low) / (high - low)).clamp(0, 1)
        return f / scaling["factor"] * ramp + f * (1 - ramp), scaling["attention_factor"]
    elif kind != "default":
        raise ValueError(kind)
    return f, 1.0


def rotate(x, f, factor):
    """Pairs (i, i + R / 2) of each head as complex numbers times exp(i t f); x (H, T, K)"""
    half = len(f)
    angles = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * f[None, :]
    turn = torch.polar(torch.full_like(angles, factor), angles).to(torch.complex64)
    z = torch.complex(x[..., :half], x[..., half : 2 * half]) * turn
    return torch.cat([z.real, z.imag, x[..., 2 * half :]], -1)


def gpt2(n, ids):
    c, p = n.c, "transformer."
    act = ACTIVATIONS[c["activation_function"]]

    def conv(x, name):
        return x @ n.w[name + ".weight"] + n.w[name + ".bias"]

    x = n.w[p + "wte.weight"][ids] + n.w[p + "wpe.weight"][: len(ids)]
    for i in range(c["n_layer"]):
        h = p + "h.%d." % i
        qkv = conv(n.norm(x, h + "ln_1", c["layer_norm_epsilon"]), h + "attn.c_attn").split(c["n_embd"], -1)
        a = attention(*[split_heads(t, c["n_head"]) for t in qkv], causal=True)
        x = x + conv(a, h + "attn.c_proj")
        m = act(conv(n.norm(x, h + "ln_2", c["layer_norm_epsilon"]), h + "mlp.c_fc"))
        x = x + conv(m, h + "mlp.c_proj")
    return n.norm(x, p + "ln_f", c["layer_norm_epsilon"]) @ n.w[p + "wte.weight"].T


def gpt_neox(n, ids):
    c, p, heads = n.c, "gpt_neox.", n.c["num_attention_heads"]
    eps, size = c["layer_norm_eps"], c["hidden_size"] // n.c["num_attention_heads"]
    f, factor = frequencies(int(size * c["rotary_pct"]), c["rotary_emb_base"], c["rope_scaling"])
    act = ACTIVATIONS[c["hidden_act"]]
    x = n.w[p + "embed_in.weight"][ids]
    for i in range(c["num_hidden_layers"]):
        h = p + "layers.%d." % i
        qkv = n.linear(n.norm(x, h + "input_layernorm", eps), h + "attention.query_key_value")
        q, k, v = qkv.reshape(len(ids), heads, 3, size).permute(2, 1, 0, 3)
        a = n.linear(attention(rotate(q, f, factor), rotate(k, f, factor), v, True), h + "attention.dense")
        source = x if c["use_parallel_residual"] else x + a
        m = act(n.linear(n.norm(source, h + "post_attention_layernorm", eps), h + "mlp.dense_h_to_4h"))
        x = x + a + n.linear(m, h + "mlp.dense_4h_to_h")
    x = n.norm(x, p + "final_layer_norm", eps)
    return x @ n.w[p + "embed_in.weight" if c["tie_word_embeddings"] else "embed_out.weight"].T


def phi(n, ids):
    c, p, eps = n.c, "model.", n.c["layer_norm_eps"]
    size = c["hidden_size"] // c["num_attention_heads"]
    f, factor = frequencies(int(size * c["partial_rotary_factor"]), c["rope_theta"], c["rope_scaling"])
    x = n.w[p + "embed_tokens.weight"][ids]
    for i in range(c["num_hidden_layers"]):
        h = p + "layers.%d." % i
        y = n.norm(x, h + "input_layernorm", eps)
        q = rotate(split_heads(n.linear(y, h + "self_attn.q_proj"), c["num_attention_heads"]), f, factor)
        k = rotate(split_heads(n.linear(y, h + "self_attn.k_proj"), c["num_key_value_heads"]), f, factor)
        v = split_heads(n.linear(y, h + "self_attn.v_proj"), c["num_key_value_heads"])
        m = n.linear(ACTIVATIONS[c["hidden_act"]](n.linear(y, h + "mlp.fc1")), h + "mlp.fc2")
        x = x + n.linear(attention(q, k, v, True), h + "self_attn.dense") + m
    return n.linear(n.norm(x, p + "final_layernorm", eps), "lm_head")


def llama(n, ids):
    c, p, eps = n.c, "model.", n.c["rms_norm_eps"]
    f, factor = frequencies(c["head_dim"], c["rope_theta"], c["rope_scaling"])
    x = n.w[p + "embed_tokens.weight"][ids]
    for i in range(c["num_hidden_layers"]):
        h = p + "layers.%d." % i
        y = n.rms(x, h + "input_layernorm", eps)
        q = rotate(split_heads(n.linear(y, h + "self_attn.q_proj"), c["num_attention_heads"]), f, factor)
        k = rotate(split_heads(n.linear(y, h + "self_attn.k_proj"), c["num_key_value_heads"]), f, factor)
        v = split_heads(n.linear(y, h + "self_attn.v_proj"), c["num_key_value_heads"])
        window = c.get("sliding_window") if c["model_type"] == "mistral" else None
        x = x + n.linear(attention(q, k, v, True, window), h + "self_attn.o_proj")
        y = n.rms(x, h + "post_attention_layernorm", eps)
        gate = ACTIVATIONS[c["hidden_act"]](n.linear(y, h + "mlp.gate_proj"))
        x = x + n.linear(gate * n.linear(y, h + "mlp.up_proj"), h + "mlp.down_proj")
    x = n.rms(x, p + "norm", eps)
    return x @ n.w[p + "embed_tokens.weight" if c["tie_word_embeddings"] else "lm_head.weight"].T


def encoder(n, ids, types, p, first):
    c, eps = n.c, n.c["layer_norm_eps"]
    e = p + "embeddings."
    x = n.w[e + "word_embeddings.weight"][ids] + n.w[e + "token_type_embeddings.weight"][types]
    x = n.norm(x + n.w[e + "position_embeddings.weight"][first : first + len(ids)], e + "LayerNorm", eps)
    for i in range(c["num_hidden_layers"]):
        h = p + "encoder.layer.%d." % i
        q, k, v = [
            split_heads(n.linear(x, h + "attention.self." + name), c["num_attention_heads"])
            for name in ("query", "key", "value")
        ]
        a = n.linear(attention(q, k, v, False), h + "attention.output.dense")
        x = n.norm(x + a, h + "attention.output.LayerNorm", eps)
        m = ACTIVATIONS[c["hidden_act"]](n.linear(x, h + "intermediate.dense"))
        x = n.norm(x + n.linear(m, h + "output.dense"), h + "output.LayerNorm", eps)
    return x[:1]


def bert(n, ids, types):
    return n.linear(torch.tanh(n.linear(encoder(n, ids, types, "bert.", 0), "bert.pooler.dense")), "classifier")


def roberta(n, ids, types):
    x = encoder(n, ids, types, "roberta.", n.c["pad_token_id"] + 1)
    return n.linear(torch.tanh(n.linear(x, "classifier.dense")), "classifier.out_proj")


DECODERS = {"gpt2": gpt2, "gpt_neox": gpt_neox, "phi": phi, "llama": llama, "mistral": llama, "qwen2": llama}
ENCODERS = {"bert": bert, "roberta": roberta}


def own(directory, config, ids, types):
    net = Net(config, read_safetensors(os.path.join(directory, "model.safetensors")))
    kind = config["model_type"]
    logits = DECODERS[kind](net, ids) if kind in DECODERS else ENCODERS[kind](net, ids, types)
    return logits, list(net.w.values())


def by_transformers(directory, config, ids, types, adapter=None):
    decoder = config["model_type"] in DECODERS
    auto = transformers.AutoModelForCausalLM if decoder else transformers.AutoModelForSequenceClassification
    model = auto.from_pretrained(directory, dtype=torch.float32, attn_implementation="eager").eval()
    if adapter:
        model = peft.PeftModel.from_pretrained(model, adapter, is_trainable=True).eval()
    more = {} if decoder else {"token_type_ids": types[None]}
    return model(input_ids=ids[None], **more).logits.reshape(len(ids) if decoder else 1, -1), list(model.parameters())


def compare(directory, adapter=None):
    with open(os.path.join(directory, "config.json")) as f:
        config = json.load(f)
    with open(os.path.join(adapter or directory, "parity.json")) as f:
        expected = json.load(f)
    ids = torch.tensor(expected["input_ids"])
    types = torch.tensor(expected.get("token_type_ids", [0] * len(ids)))
    if adapter:
        logits, parameters = by_transformers(directory, config, ids, types, adapter)
    else:
        logits, parameters = (by_transformers if transformers else own)(directory, config, ids, types)
    if config["model_type"] in DECODERS:
        loss = F.cross_entropy(logits[:-1], ids[1:])
    else:
        loss = F.cross_entropy(logits, torch.tensor([expected["label"]]))
    loss.backward()
    norm = math.sqrt(sum((p.grad.double() ** 2).sum().item() for p in parameters if p.grad is not None))
    return (
        (logits.detach() - torch.tensor(expected["logits"])).abs().max().item(),
        abs(loss.item() - expected["loss"]),
        abs(norm - expected["gradient_norm"]) / norm,
    )


def main():
    by = "transformers %s" % transformers.__version__ if transformers else "plain PyTorch"
    adapters = transformers and peft
    by += ", peft %s" % peft.__version__ if adapters else ", no adapters, which need transformers and peft"
    print("against %s, torch %s\n" % (by, torch.__version__))
    print("| checkpoint | largest difference of a logit | difference of the loss | relative difference of the gradient's norm |")
    print("|---|---|---|---|")
    worst = 0.0
    for name in sorted(os.listdir(sys.argv[1])):
        directory = os.path.join(sys.argv[1], name)
        rows = [(name, compare(directory))]
        if adapters:
            rows.append((name + " with adapter", compare(directory, os.path.join(directory, "adapter"))))
        for row, difference in rows:
            worst = max(worst, *difference)
            print("| %s | %.1e | %.1e | %.1e |" % (row, *difference))
    sys.exit(0 if worst <= 1e-4 else "a difference is above 1e-4")


main()
