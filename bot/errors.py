"""Every error a user can meet, each one line: what happened, with which value, and what to type next.

    FootnoteError                 show `message`, then `hint`; exit 1
    ├── UsageError                the command line or a question line is wrong; exit 2
    ├── SettingsError             a setting has a bad name or value; exit 2
    ├── SourceError               one source could not be taken in; the others go on
    ├── StoreError                the library folder
    │   ├── StoreLocked           another process is writing (retryable)
    │   ├── StoreMismatch         made with another embedder or index format
    │   ├── StoreDamaged          cannot be read, or parts disagree
    │   └── StoreReadOnly         no permission, or the disk is full
    ├── ArticleNotFound           no such article id
    ├── SessionError              no such conversation, or it cannot be read
    └── ModelError                weights or a chat model are missing or broken

`code` is stable and goes into JSON; wording is lower case with values in it; `retryable` says whether the same
command may work later. Anything that is not a FootnoteError is a bug and keeps its traceback under --debug.
"""

from __future__ import annotations


class FootnoteError(Exception):
    """Base: means "show this to the user"; `hint` is the next command to type."""

    exit_code = 1
    retryable = False
    default_code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        """Keep the three parts apart, so that JSON and terminal can each lay them out."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code

    def as_dict(self) -> dict[str, str]:
        """The `error` object of the command line's JSON."""
        return {"code": self.code, "message": self.message, "hint": self.hint}


class UsageError(FootnoteError):
    """The command line, or a line of --jsonl, is not what the contract says."""

    exit_code = 2
    default_code = "usage"


class SettingsError(FootnoteError):
    """A setting has an unknown name or a value out of range."""

    exit_code = 2
    default_code = "settings"


class SourceError(FootnoteError):
    """One source could not be taken in. Codes: see `ingest.sources` and `ingest.extract`."""

    default_code = "source"

    def __init__(self, message: str, *, hint: str = "", code: str = "", retryable: bool = False) -> None:
        """As the base; `retryable` where the network or another process may have been the cause."""
        super().__init__(message, hint=hint, code=code)
        self.retryable = retryable


class StoreError(FootnoteError):
    """Something about the library folder."""

    default_code = "store"


class StoreLocked(StoreError):
    """Another process holds the writer lock; `pid` is its process id, where known."""

    default_code = "store_locked"
    retryable = True

    def __init__(self, message: str, *, hint: str = "", pid: int | None = None) -> None:
        """As the base, with the holder."""
        super().__init__(message, hint=hint)
        self.pid = pid


class StoreMismatch(StoreError):
    """The library was made with another embedder or index format."""

    default_code = "store_mismatch"


class StoreDamaged(StoreError):
    """The library cannot be read, or its parts disagree."""

    default_code = "store_damaged"


class StoreReadOnly(StoreError):
    """The library cannot be written: no permission, or no space."""

    default_code = "store_read_only"


class ArticleNotFound(FootnoteError):
    """No article has this id."""

    default_code = "article_not_found"


class SessionError(FootnoteError):
    """No conversation has this id, or the conversations cannot be read."""

    default_code = "session"


class ModelError(FootnoteError):
    """Weights or a chat model are missing, broken or unreachable."""

    default_code = "model"
