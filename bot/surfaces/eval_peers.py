"""`footnote eval peers`: LangChain, LlamaIndex, Haystack and txtai beside Footnote, in one run.

Promise: what was measured before is not built again; a peer that fails is named and the others go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.errors import FootnoteError, UsageError
from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, screen

FAILED = 3


def measure_peers(
    options: Options, names: str | None, sets: str, data: Path | None, work: Path | None, *, fresh: bool
) -> int:
    """Two tables a set: quality with intervals, speed and size. Exit code 3 where a peer failed."""
    from eval.library import work_folder
    from eval.peers.peer import peers
    from eval.peers.run import SETS, PeerResult, collection, measure
    from eval.peers.table import quality_table, rows, speed_table

    known, where = peers(), screen(options.color)
    chosen = _chosen(names, known, "peer") if names else list(known)
    if data is None:
        raise UsageError("the peers are measured on public data sets", hint="--data DIR, or FOOTNOTE_DATA")
    folder, found, n_failed = work_folder(work) / "peers", [], 0
    for name in _chosen(sets, dict.fromkeys(SETS), "set"):
        asked, results = collection(name, data), list[PeerResult]()
        for peer in chosen:
            where.note(f"{name}: {peer}")
            try:
                results.append(measure(known[peer], name, asked.articles or (), asked.items, folder, fresh=fresh))
            except FootnoteError as error:
                n_failed += 1
                _tell(where, error)
        made = rows(results, asked)
        found += made
        if made and not options.json:
            where.out.write(f"{quality_table(made)}\n\n{speed_table(made)}\n\n")
    if options.json:
        print_json(found)
    return FAILED if n_failed else 0


def _chosen(given: str, known: Mapping[str, object], what: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UsageError(f"no {what} {name!r}", hint=f"one of: {', '.join(known)}")
    return names


def _tell(where: Screen, error: FootnoteError) -> None:
    where.note(error.message)
    if error.hint:
        where.note(f"  try: {error.hint}")
