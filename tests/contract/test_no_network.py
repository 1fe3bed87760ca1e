"""The default configuration opens no connection, not even on loopback, from ingest to answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from program import Program

GUARD = """
import socket

def refuse(self, *_):
    raise SystemExit("a connection was tried")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = socket.gethostbyname = refuse
"""


def test_no_connection_is_tried(bare: Program, articles_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    path = f"{tmp_path}{os.pathsep}{bare.environment()['PYTHONPATH']}"
    for words, code in (
        (("ingest", str(articles_folder)), 0),
        (("ask", "What did Solberg give Renzi?"), 0),
        (("ask", "Who won the football match?"), 3),
        (("config",), 0),
        (("doctor",), 0),
    ):
        done = bare(*words, env={"PYTHONPATH": path})
        assert done.returncode == code, done.stderr
        assert "a connection was tried" not in done.stderr
    tried = "import socket; socket.create_connection(('127.0.0.1', 9))"
    guarded = subprocess.run([sys.executable, "-c", tried], env={"PYTHONPATH": path}, capture_output=True, check=False)
    assert b"a connection was tried" in guarded.stderr


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode != 0,
    reason="no network namespaces here",
)
def test_it_works_where_there_is_no_network_at_all(bare: Program, articles_folder: Path) -> None:
    """Not even a loopback that is up: what native libraries might try fails, and nothing minds."""
    assert bare("ingest", str(articles_folder), prefix=("unshare", "-n")).returncode == 0
    assert bare("ask", "What did Solberg give Renzi?", prefix=("unshare", "-n")).returncode == 0
