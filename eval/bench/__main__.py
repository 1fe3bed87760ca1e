"""How fast, how large, against the stock LangChain recipe in the same run on the same machine.

    python -m eval.bench [--data DIR] [--work DIR] [--runs N] [--only NAME,...] [--json]

Promise: exit code 1 where a bound is missed. What is measured, and how, stands in `eval.bench.measures`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bot.errors import FootnoteError
from eval.bench.measures import MEASURES, Bench, Row


def main() -> int:
    """Measure, print, and judge."""
    options = parse()
    chosen = options.only.split(",") if options.only else list(MEASURES)
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        bench = Bench(work.resolve(), options.data, options.runs)
        try:
            rows = [row for name in chosen for row in MEASURES[name](bench)]
        except FootnoteError as error:
            print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)  # noqa: T201
            return 1
    report(rows, machine(), as_json=options.json)
    return 1 if any(row.met is False for row in rows) else 0


def parse() -> argparse.Namespace:
    """The command line; FOOTNOTE_DATA stands in for --data."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=(__doc__ or "").partition("\n")[0])
    found = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", type=Path, default=Path(found) if found else None, help="folder with newsqa/")
    parser.add_argument("--work", type=Path, help="keep the prepared libraries here (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=5, help="of each command (ingest: at most 3)")
    parser.add_argument("--only", help=f"some of: {','.join(MEASURES)}")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def machine() -> str:
    """What it ran on, and how busy that was."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}{load}"


def report(rows: list[Row], where: str, *, as_json: bool) -> None:
    """A table, or one JSON object."""
    if as_json:
        print(json.dumps({"machine": where, "rows": [asdict(row) for row in rows]}, indent=2))  # noqa: T201
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Footnote beside the stock recipe ({where})", title_justify="left")
    for heading in ("", "Footnote", "stock", "ratio", "bound", ""):
        table.add_column(heading)
    verdicts = {True: "met", False: "MISSED", None: ""}
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
        table.add_row(row.name, row.ours, row.stock, ratio, row.bound, verdicts[row.met])
    Console(width=None if sys.stdout.isatty() else 140).print(table)


if __name__ == "__main__":
    sys.exit(main())
