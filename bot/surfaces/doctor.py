"""`footnote doctor`: check whether what the library holds fits together, and mend it.

Promise: it works on a library that nothing else can open; without --repair or --compact it changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, one_line, screen

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Finding


def examine(options: Options, *, repair: bool, compact: bool) -> int:
    """Check, mend first if asked to; gives 1 where something is wrong still."""
    from bot.embed import load_embedder
    from bot.store.doctor import check
    from bot.store.doctor import compact as give_back

    settings, where = options.settings(), screen(options.color)
    n_kept = _repair(settings) if repair else None
    if compact:
        give_back(settings.home)
    findings = check(settings.home, load_embedder(settings).id)
    if options.json:
        print_json({"findings": [asdict(finding) for finding in findings], "repaired": n_kept})
    else:
        _show(where, findings, n_kept)
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _repair(settings: Settings) -> int:
    from bot.embed import chunk_document, load_embedder
    from bot.store.doctor import repair

    embedder = load_embedder(settings)
    return repair(
        settings.home,
        embedder.id,
        embedder.dimension,
        lambda chunks: embedder.encode([chunk_document(chunk) for chunk in chunks]),
    )


def _show(where: Screen, findings: Sequence[Finding], n_kept: int | None) -> None:
    if n_kept is not None:
        where.out.say(f"rebuilt the indexes of {n_kept} articles")
    for finding in findings:
        where.out.say(f"{finding.severity}: {finding.part}: {one_line(finding.message)}")
        if finding.hint:
            where.note(f"  try: {one_line(finding.hint)}")
    if not findings:
        where.out.say("nothing wrong")
