"""An ONNX graph in the making, drawn by hand: what both exports stand on.

Promise: every method gives the name of the tensor it makes; the same calls give the same bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 20  # the first with Gelu; onnxruntime reads it since 1.17
IR_VERSION = 9  # what that opset came with, so that older runtimes do not refuse the file
NEGATIVE = -10000.0  # added to the score of padding: e^-10000 is 0 in float32


class Graph:
    """Nodes and constants, in the order in which they were made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, called: str = "", **attributes: Any) -> str:
        """Append one node."""
        name = called or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, name: str, value: Any, dtype: type) -> str:
        """A value that stands in the graph itself."""
        self.initializers[name] = numpy_helper.from_array(np.asarray(value, dtype=dtype), name)
        return name

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The file's outer layer: what goes in, what comes out, which release of the operators."""
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.initializers.values()))
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="footnote")
