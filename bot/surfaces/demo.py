"""`footnote demo`: a chat with the sample articles that come with the program, in a folder that is gone afterwards."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from bot.surfaces.chat import chat
from bot.surfaces.ingest import take_in
from bot.surfaces.options import Options
from bot.surfaces.render import screen

TRY = ("what gifts were exchanged?", "and what did he get in return?", "/view 1")


def demo(options: Options) -> int:
    """Take the samples in, and talk."""
    where = screen(options.color)
    with (
        tempfile.TemporaryDirectory(prefix="footnote-demo-") as folder,
        as_file(files("ingest") / "samples") as samples,
    ):
        chosen = replace(options, home=folder)
        where.note("taking in the sample articles")
        take_in(where, chosen.settings(), [str(Path(samples))])
        where.note("try: " + "\n     ".join(TRY))
        return chat(chosen, session=None, go_on=False, save=True, history=False)
