"""The real program, run as a person or a script does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from contract_schema import AnswerJson

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, "-m", "bot"]


class Program:
    """Runs `footnote` in a clean environment with a library of its own."""

    def __init__(self, home: Path, room: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.room = room
        self.settings = settings or {}

    def environment(self, **changes: str) -> dict[str, str]:
        room = str(self.room)
        return {
            "PATH": os.environ["PATH"],
            "HOME": room,
            "XDG_STATE_HOME": room,
            "FOOTNOTE_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
            "OMP_NUM_THREADS": "1",
            **self.settings,
            **changes,
        }

    def __call__(
        self, *words: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, prefix: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*prefix, *PROGRAM, *words],
            input=data,
            capture_output=True,
            env=self.environment(**(env or {})),
            cwd=self.room,
            timeout=120,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def ask(self, *words: str, stdin: str | bytes = b"") -> AnswerJson:
        """An answer by `ask --json`, checked against the contract."""
        done = self("ask", "--json", *words, stdin=stdin)
        assert done.returncode in (0, 3), done.stdout + done.stderr
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1
        answer = AnswerJson.model_validate_json(done.stdout)
        assert (answer.status == "refused") is (done.returncode == 3)
        return answer
