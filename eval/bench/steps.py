"""What the benchmark runs in processes of their own; each step prints one JSON object.

    python -m eval.bench.steps STEP ARGUMENT...

Promise: a step that is timed times only what its docstring says.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

HEAVY = ("torch", "sentence_transformers", "transformers", "chromadb", "langchain", "onnxruntime", "numpy")
WARM_UP = 5
"""Questions asked before the clock counts: the first ones open indexes."""
QUESTION = "what gifts were exchanged?"
Json = dict[str, Any]


def loaded_by_help() -> Json:
    """Which heavy modules `footnote --help` imports."""
    from bot.surfaces.cli import main

    with redirect_stdout(io.StringIO()):
        main(["--help"])
    return {"loaded": [name for name in HEAVY if name in sys.modules]}


def first_prompt(home: str) -> Json:
    """Seconds from starting a chat on a terminal to its prompt, which models that load do not hold up."""
    import os
    import pty
    import subprocess
    import termios

    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 80))
    command = [sys.executable, "-m", "bot", "chat", "--home", home, "--no-history"]
    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    began, shown = time.perf_counter(), b""
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment) as chat:  # noqa: S603
        os.close(its)
        while b">" not in shown.partition(b"\x1b[?2004h")[2]:  # pastes are bracketed from the prompt on
            shown += os.read(ours, 4096)
        seconds = time.perf_counter() - began
        chat.terminate()
    os.close(ours)
    return {"seconds": seconds}


def write_newsqa(data: str, folder: str, every: str) -> Json:
    """Put every n-th article of newsqa into a folder, one .txt file each."""
    from eval.sets import open_set

    chosen = (open_set("newsqa", Path(data)).articles or ())[:: int(every)]
    Path(folder).mkdir(parents=True)
    for n, article in enumerate(chosen):
        text = f"{article.title}\n\n{article.text}".encode("utf-8", "replace")
        Path(folder, f"{n:04}.txt").write_bytes(text)
    return {"articles": len(chosen)}


def newsqa_questions(data: str) -> Json:
    """The questions that go with those articles."""
    from eval.sets import open_set

    return {"questions": [item.question for item in open_set("newsqa", Path(data)).items]}


def write_texts(home: str, folder: str) -> Json:
    """Put the clean texts of a library into a folder, for the stock recipe, which reads only text."""
    from bot.store import open_store

    store = open_store(Path(home))
    Path(folder).mkdir(parents=True)
    for n, info in enumerate(store.articles()):
        Path(folder, f"{n:04}.txt").write_text(store.article(info.id).text, encoding="utf-8")
    return {"articles": store.n_articles, "chunks": store.n_chunks}


def count(home: str) -> Json:
    """What a library holds."""
    from bot.store import open_store

    store = open_store(Path(home))
    return {"articles": store.n_articles, "chunks": store.n_chunks}


def plain_encode(home: str) -> Json:
    """Time SentenceTransformer.encode, model loaded and warm, on the chunks of a library; compare the vectors."""
    from sentence_transformers import SentenceTransformer

    from bot.embed import chunk_document
    from bot.embed.weights import package_folder
    from bot.store import open_store

    store = open_store(Path(home))
    pairs = [pair for info in store.articles() for pair in store.article_chunks(info.id)]
    documents = [chunk_document(chunk) for _, chunk in pairs]
    model = SentenceTransformer(str(package_folder()), device="cpu", local_files_only=True)
    model.encode(documents[:8])
    began = time.perf_counter()
    theirs = model.encode(documents)
    seconds = time.perf_counter() - began
    cosines = (store.vectors([key for key, _ in pairs]) * theirs).sum(axis=1)
    return {"chunks": len(pairs), "seconds": seconds, "cosine_min": float(cosines.min())}


def embed_only(home: str) -> Json:
    """Time our own encoder alone, loaded, on the same chunks; say what computed."""
    from bot.embed import chunk_document
    from bot.embed.minilm import MiniLM
    from bot.store import open_store

    store = open_store(Path(home))
    documents = [chunk_document(chunk) for info in store.articles() for _, chunk in store.article_chunks(info.id)]
    embedder = MiniLM(accelerate=True)
    accelerated = embedder.accelerated
    began = time.perf_counter()
    embedder.encode(documents)
    return {"seconds": time.perf_counter() - began, "accelerator": "openvino" if accelerated else "none"}


def warm(home: str, questions: str) -> Json:
    """Ask one engine every question of a JSON file; milliseconds of each, in all and by part."""
    from bot.settings import Settings
    from bot.types import Question
    from bot.wiring import open_engine

    engine = open_engine(Settings(home=Path(home)))
    asked = json.loads(Path(questions).read_text("utf-8"))
    total: list[float] = []
    parts: list[dict[str, float]] = []
    for n, text in enumerate([*asked[:WARM_UP], *asked]):
        began = time.perf_counter()
        answer = engine.ask(Question(text, save=False))
        if n >= WARM_UP:
            total.append((time.perf_counter() - began) * 1000)
            parts.append(answer.timings_ms)
    engine.close()
    return {"total_ms": total, "parts_ms": {name: [p.get(name, 0.0) for p in parts] for name in parts[0]}}


def _timed(run: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round, after one that does not count."""
    run()
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        found.append((time.perf_counter() - began) * 1000)
    return found


def read_five(home: str, rounds: str) -> Json:
    """Time our reader on five passages of a library, and beside it a stock question answering model of its size.

    The stock one is transformers' BertForQuestionAnswering on the encoder's weights, float32, in one padded batch.
    """
    from bot.embed.weights import package_folder
    from bot.reader.reading import Reader
    from bot.store import open_store
    from bot.types import Passage

    store = open_store(Path(home))
    chunks = [chunk for info in store.articles() for _, chunk in store.article_chunks(info.id)]
    passages = [Passage(chunk, n, 0.5) for n, chunk in enumerate(sorted(chunks, key=lambda c: -len(c.text))[:5], 1)]
    reader = Reader()
    # Ours first, and torch only then imported: its threads go on spinning for a while after they have computed.
    ours = _timed(lambda: reader.read(QUESTION, passages), int(rounds))

    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    folder, texts = str(package_folder()), [passage.chunk.text for passage in passages]
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    stock = BertForQuestionAnswering.from_pretrained(folder, local_files_only=True).eval()

    def plain() -> None:
        batch = tokenizer([QUESTION] * 5, texts, truncation="only_second", padding=True, return_tensors="pt")
        with torch.inference_mode():
            stock(**batch)

    theirs = _timed(plain, int(rounds))
    return {"ours_ms": ours, "stock_ms": theirs}


STEPS = {
    step.__name__: step
    for step in (
        loaded_by_help,
        first_prompt,
        write_newsqa,
        newsqa_questions,
        write_texts,
        count,
        plain_encode,
        embed_only,
        warm,
        read_five,
    )
}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
