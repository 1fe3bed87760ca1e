"""The one way onnxruntime and openvino are imported: without their telemetry.

Promise: neither tells anybody that it was imported, and neither leaves a device id in the user's home. Both do by
default: onnxruntime 1.29 and later writes ~/.cache/Microsoft/DeveloperTools/.onnxruntime and uploads over HTTPS;
openvino reports `import openvino` to Google Analytics and writes ~/intel. (Seen with strace and an empty HOME.)
"""

from __future__ import annotations

import os
import sys
from typing import Any

OPENVINO_TELEMETRY = "openvino_telemetry"


def import_onnxruntime() -> Any:
    """Onnxruntime, told not to collect: the variable is read when its library loads, before any call could say so."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # the Windows builds before 1.29 know only this
    return onnxruntime


def import_openvino() -> Any:
    """Openvino, its telemetry package made unimportable meanwhile: a case it provides for, with a stub."""
    hidden = OPENVINO_TELEMETRY not in sys.modules
    if hidden:
        sys.modules[OPENVINO_TELEMETRY] = None  # type: ignore[assignment]
    try:
        import openvino
    finally:
        if hidden:
            del sys.modules[OPENVINO_TELEMETRY]
    return openvino
