"""What a user of the repository relies on: the wheel is whole, names are ours alone, papers agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "ingest", "prompts", "eval")
DATA = (".onnx", ".json", ".jsonl", ".txt", ".md", ".html", ".typed", ".pdf")


def test_wheel_carries_every_module_and_data_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(source)], check=True)
    # Files not committed yet belong to what is tested, too.
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.split("/")[0] in PACKAGES}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and path.suffix in (".py", *DATA)
        and "__pycache__" not in path.parts
        and "results" not in path.parts
    }
    assert wanted - packed == set()


def test_no_other_distribution_owns_our_package_names() -> None:
    owners = metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, [])) <= {"footnote"}


def test_version_and_changelog_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_constraints_pin_every_dependency_plainly() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = {
        line.split("==")[0].lower().replace("_", "-"): line.split("==")[1] for line in lines if line and line[0] != "#"
    }
    assert pins["torch"] == "2.13.0"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=!\[ ;]", requirement)[0].lower().replace("_", "-")
        assert name in pins, f"{name} is not pinned"
    assert not [pin for pin in pins.values() if "+" in pin or "/" in pin]


def test_no_path_of_a_machine_stands_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    pattern = re.compile(r"['\"(\s]/(?:root|work|home/[a-z]+)/")
    texts = [name for name in listed if name.endswith((".py", ".md", ".toml", ".txt", "Makefile"))]
    guilty = [name for name in texts if pattern.search((ROOT / name).read_text(encoding="utf-8"))]
    assert guilty == []
