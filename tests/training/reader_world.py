"""A small world to learn from: people, the towns they moved to, and when; in the layout of the public training sets."""

from __future__ import annotations

import random
from typing import Any

FILES = {
    "squad/train_part_v1.1.json.xz": 24,
    "squadshifts/new_wiki_v1.0.json.xz": 8,
    "squadshifts/reddit_v1.0.json.xz": 4,
    "squadshifts/amazon_reviews_v1.0.json.xz": 4,
}
FIRST = [
    "Ada",
    "Boris",
    "Clara",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Henry",
    "Irma",
    "Jonas",
    "Karin",
    "Louis",
    "Mara",
    "Nils",
    "Olga",
    "Peter",
]
LAST = [
    "Alder",
    "Birch",
    "Cedar",
    "Elmwood",
    "Fern",
    "Hazel",
    "Juniper",
    "Laurel",
    "Maple",
    "Oakes",
    "Pine",
    "Rowan",
    "Sorrel",
    "Thorn",
]
TOWNS = [
    "Arlon",
    "Bergen",
    "Cork",
    "Delft",
    "Essen",
    "Faro",
    "Gouda",
    "Haifa",
    "Izmir",
    "Jena",
    "Kiel",
    "Lyon",
    "Malmo",
    "Nantes",
    "Oulu",
    "Porto",
]
TRADES = ["baker", "carpenter", "doctor", "teacher", "painter", "sailor", "printer", "miner", "tailor", "farmer"]


def paragraph(rng: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """Three sentences about a person, and questions with their answers."""
    name, town = f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(TOWNS)
    trade, year = rng.choice(TRADES), str(rng.randint(1850, 1999))
    other = rng.choice([t for t in TOWNS if t != town])
    text = (
        f"{name} worked as a {trade} for many years. In {year} the family moved to {town}, where a shop was opened. "
        f"A brother stayed behind in {other} and wrote long letters home."
    )
    asked = [
        (f"Where did the family of {name} move?", town),
        (f"When did the family of {name} move?", year),
        (f"What did {name} work as?", trade),
        ("Where did the brother stay?", other),
    ]
    return text, asked


def article(rng: random.Random, title: str) -> dict[str, Any]:
    """Four paragraphs with four questions each."""
    paragraphs = []
    for n in range(4):
        text, asked = paragraph(rng)
        qas = [
            {"id": f"{title}-{n}-{i}", "question": q, "answers": [{"text": a, "answer_start": text.index(a)}]}
            for i, (q, a) in enumerate(asked)
        ]
        paragraphs.append({"context": text, "qas": qas})
    return {"title": title, "paragraphs": paragraphs}
