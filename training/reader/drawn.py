"""The weights in a drawn reader (`training.reader.export`), so that a run may begin where a shipped file ended.

Promise: 8 bits become the float32 numbers that the file stands for; drawn again they give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from bot.errors import UsageError
from training.reader.model import Reader


def read_drawn(path: Path) -> Reader:
    """The reader of an ONNX file.

    Raises:
        UsageError: it is none, or not one of ours.

    """
    try:
        stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
        state = {name: torch.from_numpy(_value(stored, name)) for name in Reader().state_dict()}
    except Exception as e:
        raise UsageError(f"{path} is no drawn reader", hint="python -m training.reader.export makes one") from e
    reader = Reader()
    reader.load_state_dict(state)
    return reader.eval()


def _value(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    """One parameter, whichever way it is stored: as it is, or as whole numbers and their scales."""
    drawn = name if name in stored else name.removesuffix(".weight")
    value = stored[drawn].astype(np.float32) * stored.get(f"{drawn}/scale", np.float32(1))
    is_matrix = drawn != name and f"{drawn}.bias" in stored  # which is drawn turned, under its layer's name
    return np.array(value.T if is_matrix else value, dtype=np.float32, order="C")
