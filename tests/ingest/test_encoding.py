from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_material import code_of

from bot.errors import SourceError
from ingest.encoding import decode

NEWS = "The café’s owner, Zoë Müller, paid £40 – “far too much”, she said – for the señor’s crème brûlée. " * 3


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-15"],
)
def test_encodings_of_western_news(encoding: str) -> None:
    text = NEWS if encoding != "iso-8859-15" else NEWS.translate(str.maketrans("’–“”", '\'-""'))
    assert decode(text.encode(encoding)) == (text, None)


@pytest.mark.parametrize("text", ["Beyoncé sang.", "He said: “no”.", "naïve", "£5"])
def test_a_single_accent_is_enough(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Президент прибыл в столицу с государственным визитом, сообщает агентство.", "cp1251"),
        ("日本の首相は水曜日にソウルを訪問した。会談は二時間続いた。", "shift_jis"),
    ],
)
def test_other_scripts_are_told_by_their_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_a_declared_charset_counts_where_it_fits_and_never_over_utf_8() -> None:
    assert decode("Привет, мир".encode("koi8-r"), "koi8-r")[0] == "Привет, мир"
    assert decode("Zoë".encode(), "iso-8859-1")[0] == "Zoë"
    assert decode("Zoë".encode("cp1252"), "no-such-charset")[0] == "Zoë"


def test_a_few_broken_bytes_are_shown_and_said() -> None:
    text, warning = decode(NEWS.encode() + b"\xe2\x80")
    assert text == NEWS + "\N{REPLACEMENT CHARACTER}"
    assert warning is not None
    assert "1 place" in warning


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\0" * 40, "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"abc", "binary"),
        (b"PK\x03\x04" + b"word/document.xml", "binary"),
        (random.Random(1).randbytes(4000), "binary"),
        (b"\x01\x02\x03\x04" * 100, "binary"),
        (b"caf\x81 \x8d \x90", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
    ],
)
def test_what_is_no_text(raw: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(raw)
    assert caught.value.code == code
    assert caught.value.message.islower() or any(word in caught.value.message for word in ("PNG", "ZIP", "UTF"))


@given(st.text(min_size=1))
def test_utf_8_always_comes_back(text: str) -> None:
    if code_of(lambda: decode(text.encode())) not in ("empty", "binary"):
        assert decode(text.encode()) == (text.removeprefix("\ufeff"), None)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert code_of(lambda: decode(raw)) in (None, "empty", "binary", "encoding")


def test_twenty_megabytes_take_a_moment() -> None:
    raw = ("The café was “closed”. " * 900_000).encode("cp1252")
    started = time.perf_counter()
    decode(raw)
    assert time.perf_counter() - started < 50
