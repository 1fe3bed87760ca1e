"""What every test may lean on: a clean environment, and the folder of shared material where there is one."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "ingest" / "samples"
LONG_FILES = ("test_reader_from_end_to_end.py", "test_eval_cli.py", "test_store_kill.py", "test_run.py")

# A shell starts background jobs with Ctrl-C ignored, and programs that the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


# Examples of a property test: fewer in `make test`, which many wait for, than in `make test-slow`.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("thorough", deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """As thorough as what was asked for."""
    settings.load_profile("quick" if config.getoption("-m") == "not slow" else "thorough")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first: a process that takes one of them last leaves the others idle."""
    items.sort(key=lambda item: item.path.name not in LONG_FILES)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's machine reaches a test, and no test reaches the developer's library."""
    for name in list(os.environ):
        if name.startswith("FOOTNOTE_") and name not in ("FOOTNOTE_DATA", "FOOTNOTE_SHARED"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def shared() -> Path:
    """`../shared`, real articles and data that are not part of the repository."""
    folder = Path(os.environ.get("FOOTNOTE_SHARED", REPOSITORY.parent / "shared"))
    if not (folder / "articles").is_dir():
        pytest.skip(f"no shared material at {folder}")
    return folder


@pytest.fixture
def open_tmp() -> Iterator[Path]:
    """A folder that other users can reach: pytest's own is closed to them, and permission cases drop to `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="footnote-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the bundled samples, made once by the real pipeline. Read it; copy it before changing it."""
    from bot.settings import Settings
    from bot.wiring import open_library
    from ingest.pipeline import ingest

    home = tmp_path_factory.mktemp("samples") / "home"
    store, embedder = open_library(Settings(home=home))
    report = ingest([str(SAMPLES)], store, embedder)
    store.close()
    assert report.failed == ()
    return home
