"""Bytes to text: which encoding a file is in, and whether it is text at all.

Promise: never guesses when it can know (byte order mark, a declared charset that decodes, valid UTF-8), and never
hands on binary data as words. Stray control characters in what reads as text are handed on, for `ingest.clean` to
drop. Not one byte is dropped in silence: what cannot be decoded is an error, or, in a
file that is plainly UTF-8 with a few broken bytes, U+FFFD and a warning.
"""

from __future__ import annotations

import codecs
import re

from bot.errors import SourceError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of what is most often met under a wrong name; the words go into the error.
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a ZIP archive (docx, xlsx, epub and odt are such)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_SAMPLE_BYTES = 65_536
_TAR = slice(257, 262)
MAX_CONTROL_SHARE = 0.05
"""Control characters in text: a few bells, or the zeros a crash left; in random bytes one in nine, in programs more."""
MIN_CONTROLS = 3
"""So many are binary data in the shortest of texts too."""
MAX_BROKEN_SHARE = 0.01
"""Broken bytes among those beyond ASCII in a file that is otherwise UTF-8; in cp1252 read as UTF-8 nearly all are."""
_NO_CHARSETS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "utf-32")
"""Python decodes these as well; a page that declares one is not in it: its declaration could not be read so."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MAX_ACCENT_SHARE, MIN_FOREIGN_BYTES = 0.3, 20
"""Western text has fewer bytes beyond ASCII, other scripts more. "Beyonce" with its accent is too short for any
detector (charset-normalizer 3.5 reads it as Cyrillic), so few such bytes mean cp1252 without asking."""
_BEYOND_ASCII = bytes(range(128, 256))
# What charset-normalizer may choose from. Without bounds it takes short English cp1252 for cp1250 or a Mac encoding.
_CANDIDATES = ["cp1252", "cp1251", "cp1253", "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "koi8_r"]


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text, and a warning where some of it could not be read.

    `declared` is the charset of an HTTP header or meta element, believed where all bytes decode in it.

    Raises:
        SourceError: `empty`, `binary`, or `encoding` where no encoding fits.

    """
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _require_text(_decoded(raw, name)), None
    kind = binary_kind(raw) if raw.strip(b"\0") else None
    if kind:
        raise SourceError(f"it is not text but {kind}", code="binary")
    wide = _looks_wide(raw)
    if wide and len(raw) % 2:
        return _require_text(_decoded(raw[:-1], wide)), "its last byte is half a character and left out"
    for encoding in (wide, "utf-8", declared if _is_charset(declared) else None):
        text = _strict(raw, encoding) if encoding else None
        if text is not None:
            return _require_text(text), None
    mended, n_broken = _mend(raw)
    if mended is not None:
        places = "1 place is" if n_broken == 1 else f"{n_broken} places are"
        return _require_text(mended), f"{places} not valid UTF-8 and shown as \N{REPLACEMENT CHARACTER}"
    return _require_text(_decoded(raw, _guess(raw))), None


def binary_kind(raw: bytes) -> str | None:
    """What a file is by its first bytes, in words; None where they could be text."""
    kind = next((words for signature, words in _SIGNATURES if raw.startswith(signature)), None)
    if kind or raw[_TAR] == b"ustar":
        return kind or "a tar archive"
    return None if _looks_wide(raw) else _codes(raw.strip(b"\0")[:_SAMPLE_BYTES].decode("latin-1"))


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _is_charset(declared: str | None) -> bool:
    try:
        return bool(declared) and codecs.lookup(declared).name not in _NO_CHARSETS  # type: ignore[arg-type]
    except LookupError:
        return False


def _decoded(raw: bytes, encoding: str) -> str:
    text = _strict(raw, encoding)
    if text is None:
        raise SourceError(
            f"its encoding is not known: it is neither UTF-8 nor {encoding}",
            code="encoding",
        )
    return text


def _looks_wide(raw: bytes) -> str | None:
    """UTF-16 without a byte order mark: of English text nearly every other byte is zero."""
    sample = raw[: _SAMPLE_BYTES & ~1]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _mend(raw: bytes) -> tuple[str | None, int]:
    """UTF-8 with U+FFFD for a few broken bytes, or None where it is not plainly UTF-8."""
    text = raw.decode("utf-8", "replace")
    n_broken = text.count("\ufffd") - raw.count(b"\xef\xbf\xbd")
    n_beyond = len(raw) - len(raw.translate(None, _BEYOND_ASCII))
    return (
        (text, n_broken) if n_broken <= max(1, MAX_BROKEN_SHARE * n_beyond) and n_beyond > 3 * n_broken else (None, 0)
    )


def _guess(raw: bytes) -> str:
    first = re.search(rb"[\x80-\xff]", raw)
    start = first.start() if first else 0
    sample = raw[start : start + _SAMPLE_BYTES]
    n_beyond = len(sample) - len(sample.translate(None, _BEYOND_ASCII))
    if n_beyond < max(MIN_FOREIGN_BYTES, MAX_ACCENT_SHARE * len(sample)):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "cp1252"


def _require_text(text: str) -> str:
    """Raises where the "text" is blank, or made of control characters: binary data that happens to decode."""
    if not text.strip("\ufeff\0 \t\r\n"):
        raise SourceError("it is empty", code="empty")
    codes = _codes(text.strip("\0")[:_SAMPLE_BYTES])
    if codes:
        raise SourceError(f"it is not text but {codes}", code="binary")
    return text


def _codes(sample: str) -> str | None:
    """In words, that a sample has more control codes than text may; None where it has not."""
    n = len(_CONTROL.findall(sample))
    is_text = n < MIN_CONTROLS or n <= MAX_CONTROL_SHARE * len(sample)
    return None if is_text else f"binary data ({n} of its first {len(sample)} characters are control codes)"
