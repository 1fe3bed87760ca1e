"""A checkpoint measured before it is exported: `eval.studies.reading` on torch's own numbers.

python -m training.reader.evaluate --data DIR --checkpoint FILE [--sample N] [--json]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from bot.reader.inputs import Window
from bot.reader.model import Output, padded
from eval.plainly import plainly
from eval.studies.reading import figures, read_all, read_dev, report
from training.reader.model import Reader
from training.reader.train import load_reader


class Checkpoint:
    """A model in training, run as the shipped network is."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader.eval()

    def run(self, windows: Sequence[Window]) -> list[Output]:
        """Of each window, computed in bfloat16."""
        feeds = {name: torch.from_numpy(value) for name, value in padded(windows).items()}
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            pieces, answers = self._reader(feeds["ids"], feeds["segments"], feeds["mask"])
        numbers = zip(windows, pieces.float().numpy(), answers.float().tolist(), strict=True)
        return [Output(piece[: len(window.ids)], answer) for window, piece, answer in numbers]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    reads = read_all(Checkpoint(load_reader(options.checkpoint)), read_dev(options.data, options.sample))
    print(report(figures(reads), as_json=options.json))  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(plainly(main))
