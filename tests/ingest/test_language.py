from __future__ import annotations

import subprocess
import sys

import pytest
from ingest_material import PROSE

from ingest.language import language_of

GERMAN = (
    "Die Fähre verließ am Dienstag bei Tagesanbruch den Hafen, mit zweihundert Fahrgästen und Kartoffeln an Bord. "
    "Die Kapitänin sagte, der neue Motor habe ein Drittel weniger verbraucht als der alte."
)
FRENCH = (
    "Le ferry a quitté le port mardi à l'aube avec deux cents passagers et des pommes de terre. "
    "La capitaine a déclaré que le nouveau moteur avait consommé un tiers de moins que l'ancien."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" ".join(PROSE), "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        ("Kirkmoor", None),
        ("Aurus limo, tea set, dagger", None),
        ("", None),
        ("12 34 56 " * 50, None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_english_news_does_not_load_the_model() -> None:
    code = (
        "import sys; from ingest.language import language_of\n"
        f"assert language_of({' '.join(PROSE)!r}) == 'en'; sys.exit('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
