"""Settings: the order of their origins, and what a bad one says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import CONFIG_FILE, Settings, load_settings, names, read_config, write_config


def test_the_command_line_wins_over_environment_over_file_over_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(tmp_path)
    assert load_settings(home).n_passages == Settings(home=tmp_path).n_passages
    write_config(tmp_path, "n_passages", "7")
    assert load_settings(home).n_passages == 7
    monkeypatch.setenv("FOOTNOTE_N_PASSAGES", "8")
    assert load_settings(home).n_passages == 8
    assert load_settings(home, n_passages=9, answerer=None).n_passages == 9


def test_home_comes_from_the_environment_unless_it_is_said(tmp_path: Path) -> None:
    assert load_settings().home == Path(os.environ["FOOTNOTE_HOME"])
    assert load_settings(str(tmp_path)).home == tmp_path


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings("library").home == tmp_path / "library"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("n_passages", "many", "'many'"),
        ("n_passages", "0", "not within 1..50"),
        ("strictness", "2", "not within 0..1"),
        ("rewrite", "perhaps", "yes or no"),
        ("reader", "crystal ball", "'crystal ball'"),
        ("colour", "red", "unknown setting 'colour'"),
        ("home", "elsewhere", "unknown setting 'home'"),
    ],
)
def test_a_bad_value_is_named_with_what_to_type(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        write_config(tmp_path, name, value)
    assert caught.value.hint
    assert caught.value.exit_code == 2
    assert read_config(tmp_path) == {}


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe\x00", b'{"answerer": '])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CONFIG_FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=CONFIG_FILE):
        load_settings(str(tmp_path))


def test_a_stored_setting_survives_and_others_stay(tmp_path: Path) -> None:
    write_config(tmp_path, "rewrite", "off")
    settings = write_config(tmp_path, "strictness", "0.25")
    assert (settings.rewrite, settings.strictness) == (False, 0.25)
    assert load_settings(str(tmp_path)) == settings
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIG_FILE]


def test_every_setting_but_the_folder_can_be_set() -> None:
    assert set(names()) == set(Settings.__slots__) - {"home"}


@pytest.mark.skipif(not hasattr(os, "setresuid") or os.geteuid() != 0, reason="dropping privileges needs root")
def test_a_read_only_folder_is_said(open_tmp: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from bot.settings import write_config; from bot.errors import StoreReadOnly\n"
        "os.setresuid(65534, 65534, 65534)\n"
        "try: write_config(Path(sys.argv[1]), 'rewrite', 'no')\n"
        "except StoreReadOnly as error: print(error.message)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(open_tmp)], capture_output=True, text=True, cwd=root, check=True
    )
    assert "cannot write" in done.stdout


@pytest.mark.parametrize(
    "url",
    [
        "http://me:secret@host/v1",
        "host:8080",
        "ftp://host",
        "http://host/v1?key=secret",
        "http://[::1",
        "http://h:99999",
    ],
)
def test_a_models_address_holds_no_secret(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="model_url in command line is no http address") as caught:
        load_settings(str(tmp_path), model_url=url)
    assert "secret" not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "https://models.example.org", ""])
def test_a_models_address(tmp_path: Path, url: str) -> None:
    assert load_settings(str(tmp_path), model_url=url).model_url == url
