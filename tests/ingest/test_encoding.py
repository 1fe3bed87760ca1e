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
    assert decode("Zoë is".encode("cp1252"), "utf-16")[0] == "Zoë is"
    assert decode("Zoë".encode("cp1252"), "no-such-charset")[0] == "Zoë"


def test_a_few_broken_bytes_are_shown_and_said() -> None:
    text, warning = decode(NEWS.encode() + b"\xe2\x80")
    assert text == NEWS + "\N{REPLACEMENT CHARACTER}"
    assert warning is not None
    assert "1 place" in warning


@pytest.mark.parametrize("control", ["\a", "\0", "\x01", "\x1a", "\x7f"])
@pytest.mark.parametrize("n", [1, 2, 12])
def test_stray_control_characters_make_no_text_binary(control: str, n: int) -> None:
    text = NEWS.replace(" ", f" {control}", n)
    assert decode(text.encode()) == (text, None)
    assert decode(text.encode("utf-16-le"))[0] == text
    assert "\N{LATIN SMALL LETTER E WITH ACUTE}" in decode(text.encode("cp1252"))[0]


def test_nor_do_two_in_a_short_one_or_the_zeros_that_a_crash_left_at_the_end() -> None:
    assert decode(b"Sold\a\a.")[0] == "Sold\a\a."
    assert decode(NEWS.encode() + b"\0" * 4096)[0].startswith(NEWS)


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
        (random.Random(2).randbytes(60), "binary"),
        (b"\xca\xfe\xba\xbe\0\0\x004" + b"\x0a\0\x02\0\x03\x07java/lang/Object\x01\0" * 40, "binary"),
        (b"tale.txt" + b"\0" * 249 + b"ustar\x0000" + NEWS.encode() * 50, "binary"),
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
