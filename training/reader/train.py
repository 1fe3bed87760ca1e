"""Trains the reader, from the beginning or from where it was cut.

    python -m training.reader.train --data FOLDER --out FOLDER [--rows N] [--start FILE] [--rate 2e-4] [--seed 0]

Promise: FOLDER/last.pt is replaced whole every few minutes; started again with the same options the run goes on from
there, with the same batches. The rate rises, stays, and falls over the last part; FOLDER/log.jsonl has the losses.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch

from bot.errors import UsageError
from eval.plainly import plainly
from eval.progress import progress
from training.reader.batches import Rows
from training.reader.losses import WEIGHTS, losses
from training.reader.model import Reader, from_minilm

WARMUP, DECAY = 0.03, 0.78
"""Shares of a run in which the rate rises, and falls."""
HEAD_RATE = 5.0
"""New heads learn faster than the encoder, by this factor."""
CLIP, WEIGHT_DECAY, HIDDEN_PIECES = 1.0, 0.01, 0.03
SAVE_STEPS, LOG_STEPS = 200, 25
HEADS = ("pieces", "pooled", "answer")


def has_bfloat16(device: str) -> bool:
    """Whether the chip reckons in bfloat16; one that only pretends takes several times as long as in float32."""
    return device != "cpu" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def rate_at(step: int, n_steps: int) -> float:
    """Factor of the rate, 0..1."""
    rise, fall = step / max(1, WARMUP * n_steps), (n_steps - step) / max(1, DECAY * n_steps)
    return max(0.0, min(1.0, rise, fall))


class Trainer:
    """One run: a model, its optimiser, and how far it has come."""

    def __init__(self, rows: Rows, n_rows: int, size: int, rate: float, out: Path, device: str = "cpu") -> None:
        self.rows, self.rate, self.out, self.device = rows, rate, out, device
        self.n_steps, self.step = n_rows // size, 0
        self._halves = has_bfloat16(device)
        self.reader = from_minilm().to(device)
        self.reader.words.weight.requires_grad_(False)
        self.optimiser = torch.optim.AdamW(self._groups(), lr=rate, weight_decay=WEIGHT_DECAY, fused=True)
        self._sums: dict[str, float] = defaultdict(float)
        self._n_summed = 0

    def _groups(self) -> list[dict[str, Any]]:
        named = [(n, p) for n, p in self.reader.named_parameters() if p.requires_grad]
        heads = [p for n, p in named if n.split(".")[0] in HEADS]
        rest = [p for n, p in named if n.split(".")[0] not in HEADS]
        plain = [p for p in rest if p.ndim == 1]
        return [
            {"params": [p for p in rest if p.ndim > 1], "factor": 1.0},
            {"params": plain, "factor": 1.0, "weight_decay": 0.0},
            {"params": heads, "factor": HEAD_RATE},
        ]

    def resume(self, start: Path | None = None) -> None:
        """Go on from the last checkpoint; where there is none, begin with the weights of another run's, `start`."""
        path = self.out / "last.pt"
        if start and not path.exists():
            self.reader.load_state_dict(load_reader(start).state_dict())
        elif path.exists():
            stored = torch.load(path, weights_only=True, map_location=self.device)
            self.reader.load_state_dict(stored["reader"])
            self.optimiser.load_state_dict(stored["optimiser"])
            self.step = stored["step"]

    def save(self) -> None:
        """Replace the checkpoint, whole or not at all."""
        path = self.out / "last.pt"
        state = {"reader": self.reader.state_dict(), "optimiser": self.optimiser.state_dict(), "step": self.step}
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def run(self, until: float = float("inf")) -> None:
        """To the end, or to the time `until` (of `time.time`)."""
        self.reader.train()
        with progress("training", self.n_steps) as count:
            count(self.step)
            while self.step < self.n_steps and time.time() < until:
                self._learn()
                self.step += 1
                count(1)
                if self.step % LOG_STEPS == 0:
                    self._log()
                if self.step % SAVE_STEPS == 0:
                    self.save()
        self.save()

    def _learn(self) -> None:
        batch = self.rows.batch(self.step, HIDDEN_PIECES).to(self.device)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate * group["factor"] * rate_at(self.step, self.n_steps)
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self._halves):
            pieces, answer = self.reader(batch.ids, batch.segments, batch.mask)
        parts = losses(pieces.float(), answer.float(), batch)
        sum(
            (WEIGHTS[name] * part for name, part in parts.items()), start=torch.zeros((), device=self.device)
        ).backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), CLIP)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self._n_summed += 1
        for name, part in parts.items():
            self._sums[name] += float(part.detach())

    def _log(self) -> None:
        line = {
            "step": self.step,
            "of": self.n_steps,
            "time": round(time.time()),
            "rate": self.optimiser.param_groups[0]["lr"],
        }
        means = {name: round(total / self._n_summed, 4) for name, total in self._sums.items()}
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | means) + "\n")
        self._sums.clear()
        self._n_summed = 0


def load_reader(path: Path) -> Reader:
    """The model of a checkpoint, or of a drawn file (.onnx).

    Raises:
        UsageError: there is none.

    """
    if not path.is_file():
        raise UsageError(f"no checkpoint at {path}", hint="python -m training.reader.train --data FOLDER --out FOLDER")
    if path.suffix == ".onnx":
        try:
            from training.reader.drawn import read_drawn
        except ModuleNotFoundError as error:
            raise UsageError(
                f"{path} is read with {error.name}, which is not installed", hint="pip install '.[train]'"
            ) from None
        return read_drawn(path)
    reader = Reader()
    reader.load_state_dict(torch.load(path, weights_only=True, map_location="cpu")["reader"])
    return reader.eval()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--data", type=Path, required=True, help="folder with the rows-N.npz of prepare")
    parser.add_argument("--rows", type=int, help="rows to learn from; default: all of them once")
    parser.add_argument("--start", type=Path, help="checkpoint, or drawn file, whose weights to begin with")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    paths = sorted(args.data.glob("rows-*.npz"))
    if not paths:
        raise UsageError(
            f"no rows in {args.data}", hint=f"python -m training.reader.prepare --data DIR --out {args.data}"
        )
    rows = Rows(paths, args.size, args.seed)
    trainer = Trainer(rows, args.rows or rows.n_rows, args.size, args.rate, args.out, args.device)
    trainer.resume(args.start)
    trainer.run()


if __name__ == "__main__":
    raise SystemExit(plainly(main))
