"""How both of Footnote's networks run in onnxruntime: few threads, which sleep while they wait."""

from __future__ import annotations

import os
from typing import Any

MAX_THREADS = 16


def options_for(onnxruntime: Any) -> Any:
    """Fresh SessionOptions."""
    options = onnxruntime.SessionOptions()
    # Said explicitly, or onnxruntime pins its threads, and complains on stderr in containers that own few cores.
    options.intra_op_num_threads = min(_cores(), MAX_THREADS)
    # Threads that spin while they wait cost 40 % more processor time on a busy machine, and the user has other work.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
