"""The doctor on libraries that are well: emptied ones, and ones it may not write to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from store_material import opened, parts, put

from bot.store.doctor import check

ROOT = Path(__file__).resolve().parents[3]


def test_an_emptied_library_is_well(home: Path) -> None:
    put(opened(home), parts("only"))
    with opened(home).writer() as writer:
        writer.remove(parts("only")[0].id)
    assert list(check(home)) == []


def test_a_read_only_library_is_well(home: Path) -> None:
    setpriv = shutil.which("setpriv")
    if os.getuid() == 0 and not setpriv:
        pytest.skip("root writes everywhere, and there is no setpriv to stop being root")
    put(opened(home), parts("one"), parts("two"))
    subprocess.run(["chmod", "-R", "a-w", str(home)], check=True)
    drop = [setpriv, "--bounding-set", "-dac_override,-dac_read_search"] if os.getuid() == 0 and setpriv else []
    code = "import sys; from pathlib import Path; from bot.store.doctor import check; print(list(check(Path(sys.argv[1]))))"
    done = subprocess.run([*drop, sys.executable, "-c", code, str(home)], capture_output=True, text=True, cwd=ROOT)
    subprocess.run(["chmod", "-R", "u+w", str(home)], check=True)
    assert done.stdout.strip() == "[]", done.stderr
