"""Running one command as the benchmark sees it: wall time, peak memory, output.

Promise: the peak is the command's own. Linux counts what a process was before exec towards its ru_maxrss, that is,
whoever started it (1.2 GB where that was a test run with torch in it); so a launcher starts it, this module run as a
script, which imports nothing. POSIX only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""ru_maxrss counts bytes on macOS, KiB elsewhere."""


@dataclass(frozen=True, slots=True)
class Child:
    """A command that has ended. `peak_mb` is in 10^6 bytes."""

    seconds: float
    peak_mb: float
    output: str


def python(*arguments: str, accept: Sequence[int] = (0,)) -> Child:
    """Run `python -m ARGUMENTS` to its end.

    Raises:
        FootnoteError: it exited with another code than those in `accept`; the message ends with what it wrote.

    """
    command = [sys.executable, "-m", *arguments]
    launcher = [sys.executable, "-S", "-E", __file__, *command]
    found = json.loads(subprocess.run(launcher, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603
    if found["code"] not in accept:
        from bot.errors import FootnoteError

        said = (found["complaint"] or found["output"]).strip()[-600:]
        raise FootnoteError(f"{' '.join(arguments[:2])} exited with {found['code']}: {said}", code="benchmark")
    return Child(found["seconds"], found["peak_mb"], found["output"])


def launch(command: Sequence[str]) -> dict[str, Any]:
    """Run a command as the only child of this process, and say how it went."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for behind its back
        texts = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
    peak_mb = usage.ru_maxrss * BYTES_PER_UNIT / 1e6
    found = {"seconds": seconds, "peak_mb": peak_mb, "code": process.returncode}
    return {**found, "output": texts[0], "complaint": texts[1]}


if __name__ == "__main__":
    print(json.dumps(launch(sys.argv[1:])))  # noqa: T201
