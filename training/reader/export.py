"""Draws the trained reader as ONNX, with weights of 8 bits: bot/reader/reader.onnx.

    python -m training.reader.export --checkpoint FILE [--out bot/reader/reader.onnx] [--keep-float FILE]

Promise: the file is self-contained and under MAX_BYTES; words are kept with one scale a word, matrices with one scale
an output, biases and norms in float32. In 32 bits its numbers equal torch's to 1e-4 (tests/training).
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from eval.plainly import plainly
from training.graph import NEGATIVE, Graph
from training.reader.model import EPSILON, HEADS, HIDDEN, LAYERS, N_TOKEN_OUTPUTS, Reader
from training.reader.train import load_reader

MAX_BYTES = 25_000_000
LEVELS, MIDDLE = 127, 128


class Drawing(Graph):
    """The graph of a reader, its weights in it."""

    def __init__(self, reader: Reader, bits: int) -> None:
        self.state = {name: value.detach().float().numpy() for name, value in reader.state_dict().items()}
        super().__init__()
        self.bits = bits

    def rows(self, name: str, index: str) -> str:
        """Rows of a table, by index."""
        if self.bits == 32:
            return self.op("Gather", self.constant(name, self.state[name], np.float32), index)
        table, scale = quantised(self.state[name], axis=1)
        picked = self.op("Cast", self.op("Gather", self.constant(name, table, np.int8), index), to=TensorProto.FLOAT)
        return self.op("Mul", picked, self.op("Gather", self.constant(f"{name}/scale", scale, np.float32), index))

    def linear(self, x: str, name: str) -> str:
        """A dense layer."""
        weight, bias = (
            self.state[f"{name}.weight"].T,
            self.constant(f"{name}.bias", self.state[f"{name}.bias"], np.float32),
        )
        if self.bits == 32:
            return self.op("Add", self.op("MatMul", x, self.constant(name, weight, np.float32)), bias)
        table, scale = quantised(weight, axis=0)
        weight_name = self.constant(name, table, np.int8)
        whole, scales = self._whole(x)
        product = self.op("MatMulInteger", whole, weight_name, "middle")
        # One factor after the other: onnxruntime fuses their product as if there were a single scale.
        by_piece = self.op("Mul", self.op("Cast", product, to=TensorProto.FLOAT), scales)
        by_output = self.op("Mul", by_piece, self.constant(f"{name}/scale", scale[0], np.float32))
        return self.op("Add", by_output, bias)

    def _whole(self, x: str) -> tuple[str, str]:
        """`x` in 8 bits, and the scale of each word piece: a scale for all would be ruled by a few outliers."""
        largest = self.op("ReduceMax", self.op("Abs", x), "last", keepdims=1)
        scales = self.op("Div", self.op("Max", largest, "tiny"), "levels")
        steps = self.op("Add", self.op("Round", self.op("Div", x, scales)), "middle_float")
        return self.op("Cast", steps, to=TensorProto.UINT8), scales

    def norm(self, x: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        parts = [self.constant(f"{name}.{p}", self.state[f"{name}.{p}"], np.float32) for p in ("weight", "bias")]
        return self.op("LayerNormalization", x, *parts, axis=-1, epsilon=EPSILON)


def quantised(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """8 bits with one scale along `axis`, symmetric."""
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-12) / LEVELS
    return np.clip(np.rint(values / scale), -LEVELS, LEVELS).astype(np.int8), scale.astype(np.float32)


def draw(reader: Reader, bits: int = 8) -> onnx.ModelProto:
    """The whole model: ids, segments, mask (batch, pieces) int64 in; pieces (batch, pieces, 5), answer (batch,) out."""
    g = Drawing(reader, bits)
    for name, value in (
        ("split", [0, 0, 3, HEADS, HIDDEN // HEADS]),
        ("join", [0, 0, HIDDEN]),
        ("first", [0]),
        ("one_more", [1]),
    ):
        g.constant(name, value, np.int64)
    if bits == 8:
        g.constant("last", [-1], np.int64)
        g.constant("middle", MIDDLE, np.uint8)
        for name, value in (("tiny", 1e-6), ("levels", LEVELS), ("middle_float", MIDDLE)):
            g.constant(name, value, np.float32)
    g.constant("scale", (HIDDEN // HEADS) ** -0.5, np.float32)
    absent = g.op("Sub", g.constant("one", 1.0, np.float32), g.op("Cast", "mask", to=TensorProto.FLOAT))
    penalty = g.op("Mul", absent, g.constant("negative", NEGATIVE, np.float32))
    bias = g.op("Unsqueeze", penalty, g.constant("axes", [1, 2], np.int64))
    x = _embedded(g)
    for n in range(LAYERS):
        x = _layer(g, x, f"layers.{n}", bias)
    g.op("Identity", g.linear(x, "pieces"), called="pieces_out")
    cls = g.op("Squeeze", g.op("Slice", x, "first", "one_more", "one_more"), "one_more")
    answer = g.linear(g.op("Gelu", g.linear(cls, "pooled")), "answer")
    g.op("Squeeze", answer, "one_more", called="answer_out")
    return _model(g)


def _embedded(g: Drawing) -> str:
    length = g.op("Shape", "ids", start=1, end=2)
    positions = g.constant("positions", g.state["positions.weight"], np.float32)
    placed = g.op("Slice", positions, "first", length, "first")
    typed = g.op("Gather", g.constant("segments.weight", g.state["segments.weight"], np.float32), "segments")
    return g.norm(g.op("Add", g.op("Add", g.rows("words.weight", "ids"), placed), typed), "norm")


def _layer(g: Drawing, x: str, layer: str, bias: str) -> str:
    split = g.op("Reshape", g.linear(x, f"{layer}.qkv"), "split")
    turned = g.op("Transpose", split, perm=[2, 0, 3, 1, 4])
    query, key, value = (g.op("Gather", turned, g.constant(f"part{n}", n, np.int64), axis=0) for n in range(3))
    scores = g.op("MatMul", g.op("Mul", query, "scale"), g.op("Transpose", key, perm=[0, 1, 3, 2]))
    mixed = g.op("MatMul", g.op("Softmax", g.op("Add", scores, bias), axis=-1), value)
    joined = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), "join")
    x = g.norm(g.op("Add", x, g.linear(joined, f"{layer}.out")), f"{layer}.norm1")
    inner = g.op("Gelu", g.linear(x, f"{layer}.up"))
    return g.norm(g.op("Add", x, g.linear(inner, f"{layer}.down")), f"{layer}.norm2")


def _model(g: Drawing) -> onnx.ModelProto:
    names = ("ids", "segments", "mask")
    return g.model(
        "reader",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"]) for name in names],
        [
            helper.make_tensor_value_info("pieces_out", TensorProto.FLOAT, ["batch", "pieces", N_TOKEN_OUTPUTS]),
            helper.make_tensor_value_info("answer_out", TensorProto.FLOAT, ["batch"]),
        ],
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("bot/reader/reader.onnx"))
    parser.add_argument("--bits", type=int, choices=(8, 32), default=8)
    args = parser.parse_args()
    data = draw(load_reader(args.checkpoint), args.bits).SerializeToString(deterministic=True)
    if args.bits == 8 and len(data) > MAX_BYTES:
        raise SystemExit(f"{len(data)} bytes, more than {MAX_BYTES}")
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(plainly(main))
