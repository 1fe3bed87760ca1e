"""Opening a model, keys, addresses, and what is said when something is missing."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import pytest
from scripted import PROVIDERS, Reply, base_url, serving

from bot.chat import keys, opening
from bot.chat.keys import find_key
from bot.chat.model import ChatModel, one_line
from bot.chat.opening import address_of, open_chat, require_provider
from bot.errors import FootnoteError, ModelError, SettingsError, UsageError


def test_the_provider_is_never_guessed() -> None:
    with pytest.raises(UsageError, match="'gpt-4o' names no provider") as caught:
        require_provider("gpt-4o")
    assert caught.value.hint == "--answerer openai:gpt-4o"


@pytest.mark.parametrize(("name", "package"), opening.PACKAGES.items())
def test_a_missing_package_is_said_with_the_command(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match="needs a package") as caught:
        open_chat(f"{name}:any")
    assert caught.value.hint == f"pip install {package}"


def test_an_unknown_provider_is_told_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no provider 'nosuch'") as caught:
        open_chat("nosuch:model")
    assert "openai" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [("openai:", "names no model", "--answerer openai:MODEL"), (":x", "names no provider", "--answerer openai:x")],
)
def test_half_a_name_is_told_what_lacks(name: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        require_provider(name)
    assert caught.value.hint == hint


@pytest.mark.parametrize("key", ["sk-ключ", "sk 1", "sk-\u200b1"])
def test_what_can_be_no_key_is_said_before_it_is_sent(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(SettingsError, match="characters that no key has") as caught:
        find_key(tmp_path, "openai")
    assert key not in str(caught.value)
    monkeypatch.setenv("OPENAI_API_KEY", "  ")
    assert find_key(tmp_path, "openai") is None


def test_a_missing_key_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError) as caught:
        open_chat("openai:gpt-4o")
    assert "OPENAI_API_KEY" in caught.value.hint
    assert "\n" not in caught.value.message


def test_a_server_of_ones_own_wants_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    chat = open_chat("openai:local", "http://user:secret@127.0.0.1:9/v1")
    assert address_of(chat) == "http://127.0.0.1:9/v1"


def key_file(home: Path, text: str, mode: int = 0o600) -> Path:
    path = home / keys.FILE
    path.write_text(text)
    path.chmod(mode)
    return home


def test_keys_come_from_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    home = key_file(tmp_path, "# mine\nexport OPENAI_API_KEY='sk-1'\nANTHROPIC_API_KEY=sk-2\n")
    assert find_key(home, "openai") == "sk-1"
    assert find_key(home, "mistralai") is None
    monkeypatch.setenv("OPENAI_API_KEY", "sk-3")
    assert find_key(home, "openai") == "sk-3"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="can be read by others") as caught:
        find_key(key_file(tmp_path, "OPENAI_API_KEY=sk-1", mode), "openai")
    assert caught.value.hint.startswith("chmod 600")


@pytest.mark.parametrize("text", ["sk-secret-123456", "OPENAI_API_KEY"])
def test_a_line_that_is_none_is_named_by_number_alone(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(FootnoteError, match="line 1") as caught:
        find_key(key_file(tmp_path, text), "openai")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["Bearer abc.def", "sk-proj-abcdefgh", "https://me:pw@host/"])
def test_no_key_is_ever_in_a_message(text: str) -> None:
    said = one_line(f"failed with {text}")
    assert text not in said
    assert "pw" not in said


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_closed_model_leaves_no_connection_and_others_go_on(provider: str) -> None:
    with serving(Reply("Two boats.")) as server:
        models = [
            ChatModel(f"{provider}:m", open_chat(f"{provider}:m", base_url(server, provider), key="sk-loopback-01"))
            for _ in range(2)
        ]
        for model in models:
            assert model.ask([("user", "What was given?")]).text == "Two boats."
        models.pop().close()
        assert models[0].ask([("user", "And what else?")]).text == "Two boats."
        models.pop().close()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            gc.collect()
    assert [str(one.message) for one in caught if one.category is ResourceWarning] == []
