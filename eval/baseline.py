"""Today's Footnote on every set, as a page to compare tomorrow's with: eval/BASELINE.md.

    python -m eval.baseline --data DIR [--results DIR] [--work DIR] [--peers all]

Promise: every figure comes from the command above it; a run that is in --results is gone on with, not made again, and
one made by other code is refused. Intervals are those of `eval.score`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import FootnoteError
from bot.settings import load_settings
from eval.compare import Comparison, compare
from eval.loading import load_score
from eval.metrics import METRICS
from eval.metrics.support import SCORERS
from eval.score import Score
from eval.statistics import Figure

Figures = Mapping[str, Figure]
N_ALONE, N_ANSWERING = 2_000, 400
"""Questions of the studies; those of the second are asked in several ways each."""
PAGE = Path(__file__).with_name("BASELINE.md")
_FOUND = ("article_hit@1", "article_hit@5", "article_hit@10")
_SAID = ("right", "spans_em", "spans_f1", "answer_f1", "answer_contains", "cited_answer", "cited_first")
_READ = ("right", "spans_f1", "answer_contains", "cited_answer", "cited_first")
_REFUSED = (
    "refusal_precision",
    "refusal_recall",
    "false_answer_rate",
    "false_refusal_rate",
    "auroc",
    "aurc",
    "calibration_error",
)
_CITED = ("citation_recall", "citation_precision", "quotes_exact")
_DRAWN = {"squad-dev": ("--sample", "1500"), "abg-coqa": ("--sample", "400"), "abg-coqa-library": ("--sample", "400")}
"""Sets of which a draw is asked: all of their questions would take an hour more, and move no figure by .02."""
_IN = ("answer_in_1", "answer_in_5", "answer_in_2000_chars")
_IN_LIBRARY = ("article_hit@1", "article_hit@10", "mrr@10", "passage_hit@1", "passage_hit@5", "right")
_REWRITTEN = ("rewrite_bleu", "rewrite_rouge1_recall")


@dataclass(frozen=True, slots=True)
class Part:
    """A run and what is shown of it; `against`: the file of another part that it is compared with, and what differs."""

    file: str
    words: tuple[str, ...]
    metrics: tuple[str, ...]
    tags: tuple[str, ...] = ()
    against: str = ""
    gains: str = ""


def _asked(name: str) -> tuple[str, ...]:
    return (name, *_DRAWN.get(name, ()))


def _part(name: str, *metrics: str, tags: tuple[str, ...] = ()) -> Part:
    return Part(name, _asked(name), metrics, tags)


def _without_rewriting(name: str, *metrics: str) -> Part:
    words = (*_asked(name), "--set", "rewrite=no")
    return Part(f"{name}-as-asked", words, metrics, against=name, gains="resolving follow-ups")


def _without_reader(name: str, *metrics: str) -> Part:
    words = (*_asked(name), "--set", "reader=sentences")
    return Part(f"{name}-sentences", words, metrics, against=name, gains="the trained reader")


def _support(name: str, scorer: str) -> Part:
    return Part(f"{name}-{scorer}", (name, "--support", scorer), ("support_auroc", "support_balanced_accuracy"))


PARTS = (
    _part("samples", *_FOUND[:2], "passage_hit@1", "answer_in_5", *_SAID, *_CITED, *_REFUSED, *_REWRITTEN),
    _without_rewriting("samples", "article_hit@1", "passage_hit@5", "right"),
    _without_reader("samples", *_READ, *_REFUSED),
    _part("newsqa", *_FOUND, "answer_in_4", "answer_in_2000_chars", *_SAID, *_CITED, "false_refusal_rate"),
    _without_reader("newsqa", *_READ, "false_refusal_rate"),
    _part("squad-dev", *_IN, *_SAID, "squad_em", "squad_f1", *_CITED, *_REFUSED),
    _without_reader("squad-dev", *_READ, "squad_em", "squad_f1", *_REFUSED),
    _part("time", "ndcg@10", "mrr@10", "recall@10"),
    _part("canard", *_REWRITTEN, tags=("half-1",)),
    _part("cast", *_REWRITTEN),
    _part("abg-coqa", "passage_hit@1", *_SAID, *_CITED, "false_refusal_rate", tags=("ambiguous", "non_ambiguous")),
    _part("abg-coqa-library", *_IN_LIBRARY),
    _without_rewriting("abg-coqa-library", *_IN_LIBRARY),
    _part("mtrag-un", "answer_f1", *_CITED, *_REFUSED, tags=("partial", "unanswerable", "underspecified")),
    _without_reader("mtrag-un", "answer_f1", *_REFUSED),
    _part("rgb", *_SAID, *_REFUSED, tags=("clean", "noise", "negative", "counterfactual")),
    *(_support(name, scorer) for name in ("wice", "qags") for scorer in SCORERS),
)


def page(data: Path, results: Path, work: Path | None) -> Iterator[str]:
    """The lines, part by part, each run made where it is not there yet."""
    scores: dict[str, Score] = {}
    for part in PARTS:
        path = results / f"{part.file}.jsonl"
        _run(part, path, data, work)
        scores[part.file] = load_score(path, data, load_settings())
        yield from _section(part, scores[part.file])
        if part.against:
            yield from _differences(part, compare(scores[part.file], scores[part.against]))
        print(f"{part.file}: done", file=sys.stderr)  # noqa: T201


def _run(part: Part, path: Path, data: Path, work: Path | None) -> None:
    where = ["--work", str(work)] if work else []
    command = [sys.executable, "-m", "bot", "eval", "run", *part.words, "-o", str(path), "--data", str(data), *where]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:  # noqa: S603
        raise FootnoteError(f"{' '.join(part.words)} could not be run", hint=" ".join(command[2:]))


def _section(part: Part, score: Score) -> Iterator[str]:
    counts = score.counts
    command = f"footnote eval run {' '.join(part.words)} -o {part.file}.jsonl; footnote eval score {part.file}.jsonl"
    p50, p95 = score.latency["total_p50_ms"], score.latency["total_p95_ms"]
    taken = f"; {p50:.0f} ms a question, 95 % within {p95:.0f}" if p50 is not None and p95 is not None else ""
    yield f"\n## {part.file}\n\n`{command}`\n"
    yield (
        f"{counts['items']:,} items in {counts['groups']:,} groups, {counts['answerable']:,} answerable, "
        f"{counts['unanswerable']:,} not; {counts['errors']} errors, {counts['inexact_quotes']} inexact quotes"
        f"{taken}.\n"
    )
    yield "| | value | 95 % interval | n | groups |\n|---|---|---|---|---|"
    yield from (_line(name, score.figures[name]) for name in part.metrics if name in score.figures)
    for tag in part.tags:
        yield from (_line(name, figure, f"{tag}: ") for name, figure in score.tags.get(tag, {}).items())


def _line(name: str, figure: Figure, tag: str = "") -> str:
    name = f"{tag}{METRICS[name].title} `{name}`"
    if figure.low is None or figure.high is None:
        return f"| {name} | {figure.value:.3f} | | {figure.n:,} | {figure.n_groups:,} |"
    bounds = f"[{figure.low:.3f}, {figure.high:.3f}]"
    return f"| {name} | {figure.value:.3f} | {bounds} | {figure.n:,} | {figure.n_groups:,} |"


def _differences(part: Part, found: Comparison) -> Iterator[str]:
    command = f"footnote eval compare {part.file}.jsonl {part.against}.jsonl"
    yield f"\nWhat {part.gains} gains (`{command}`; p corrected by Holm):\n"
    yield "| | without | with | gain | 95 % interval | p | won/even/lost |\n|---|---|---|---|---|---|---|"
    for change in (change for change in found.changes if change.metric in part.metrics):
        delta = change.delta
        bounds = f"[{delta.low:+.3f}, {delta.high:+.3f}]" if delta.low is not None else ""
        p = "" if change.p_corrected is None else f"{change.p_corrected:.4f}"
        duel = f"{change.wins}/{change.ties}/{change.losses}"
        yield f"| {change.metric} | {change.a:.3f} | {change.b:.3f} | {delta.value:+.3f} | {bounds} | {p} | {duel} |"


def _reader_alone(data: Path) -> Iterator[str]:
    from bot.answerers.by_sentence import BySentence
    from bot.embed import load_embedder
    from bot.reader.model import Network
    from eval.studies.reading import figures, read_all, read_by, read_dev

    command = f"python -m eval.studies.reading --sample {N_ALONE}"
    yield f"\n## The reader alone\n\n`{command}` (SQuAD dev_a, the passage given)\n"
    questions = read_dev(data, N_ALONE)
    ours, theirs = read_all(Network(), questions), read_by(BySentence(load_embedder(load_settings())), questions)
    yield from _beside(figures(ours), figures(theirs), figures(ours, theirs))


def _answering(data: Path, work: Path | None) -> Iterator[str]:
    from eval.library import work_folder
    from eval.studies.picking import figures, run

    command = f"python -m eval.studies.picking --questions {N_ANSWERING}"
    yield f"\n## Answering and refusing\n\n`{command}` (SQuAD dev_a through our own retrieval)\n"
    folder = work_folder(work) / "studies"
    ours, theirs = (run(data, N_ANSWERING, folder, reader) for reader in ("spans", "sentences"))
    yield from _beside(figures(ours), figures(theirs), figures(ours, theirs))


def _beside(ours: Figures, theirs: Figures, gains: Figures) -> Iterator[str]:
    """The reader, the sentence picker, and by how much the first is ahead on the same questions."""
    yield "| | n | reader | 95 % interval | sentence picker | 95 % interval | difference | 95 % interval |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, figure in ours.items():
        values = ((figure, ""), (theirs[name], ""), (gains[name], "+"))
        cells = [
            f"{one.value:{sign}.3f} | [{one.low or 0:{sign}.3f}, {one.high or 0:{sign}.3f}]" for one, sign in values
        ]
        yield f"| {name} | {figure.n:,} | {' | '.join(cells)} |"


def _peers(data: Path, work: Path | None, chosen: Sequence[str]) -> Iterator[str]:
    from eval.library import work_folder
    from eval.peers.peer import peers
    from eval.peers.run import SETS, collection, measure
    from eval.peers.table import quality_table, rows, speed_table

    yield "\n## Peers\n\n`make peers`: each by its own documented default, with the same MiniLM weights.\n"
    for name in SETS:
        asked = collection(name, data)
        folder = work_folder(work) / "peers"
        known = [peer for peer in peers().values() if not chosen or peer.name in chosen]
        measured = [measure(peer, name, asked.articles or (), asked.items, folder) for peer in known]
        found = rows(measured, asked)
        yield f"### {name}: {len(asked.items)} questions, {len(asked.articles or ()):,} articles\n"
        yield f"{quality_table(found)}\n\n{speed_table(found)}\n"


HEAD = """# Baseline

What today's Footnote scores, set by set (`make eval-public`).
Intervals are 95 % bootstrap intervals over groups (questions on one article, turns of one talk); with fewer than 20
groups they come out too narrow (12 groups hold the truth 90 % of the time in simulation, 5 groups 84 %). Citation
recall and precision lean on a lexical support scorer. Milliseconds are of a busy machine: `make bench` measures speed.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; 0, or 2 where a run could not be made."""
    parser = argparse.ArgumentParser(prog="python -m eval.baseline", description=(__doc__ or "").partition("\n")[0])
    given = os.environ.get("FOOTNOTE_DATA")
    parser.add_argument("--data", type=Path, default=given, required=not given, help="folder of the data sets")
    parser.add_argument("--results", type=Path, default=Path("eval/results"), help="where the runs are kept")
    parser.add_argument("--work", type=Path, help="where libraries are kept")
    parser.add_argument("--peers", metavar="NAME,...", help="these peers too, or all (first: make peers-env)")
    options = parser.parse_args(arguments)
    try:
        lines = [HEAD, *_reader_alone(Path(options.data)), *_answering(Path(options.data), options.work)]
        lines += page(Path(options.data), options.results, options.work)
        chosen = [] if options.peers == "all" else (options.peers or "").split(",")
        lines += _peers(Path(options.data), options.work, chosen) if options.peers else []
    except FootnoteError as error:
        print(f"{error.message}\n{error.hint}".strip(), file=sys.stderr)  # noqa: T201
        return 2
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
