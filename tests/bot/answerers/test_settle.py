"""Yes, no, or left open: by the sentence's own wording first, by the reader's word where nothing speaks against it."""

from __future__ import annotations

import pytest

from bot.answerers.asked import read
from bot.answerers.settle import settle
from bot.reader.reading import Stance

UNSURE, YES, NO = Stance(0, 1, 0.2, 0.1), Stance(0, 1, 0.9, 0.0), Stance(0, 1, 0.05, 0.9)


@pytest.mark.parametrize(
    ("question", "sentence", "stance", "verdict"),
    [
        ("Does Tansley use manure?", "She does not use manure.", UNSURE, "No"),
        ("Was anybody killed in the mill fire?", "Nobody was killed.", UNSURE, "No"),
        ("Does the agreement cover fishing rights?", "It doesn’t cover fishing rights.", UNSURE, "No"),
        ("Did Penn accept the reward?", "She refused a reward of 200,000 crowns.", UNSURE, "No"),
        ("Is Okonjo a pharmacist?", "Okonjo, 31, a pharmacist from Eastham, won.", YES, "Yes"),
        ("Did it rain on Monday?", "It rained on Sunday.", NO, "No"),
        ("Did it rain on Monday?", "It rained on Sunday.", UNSURE, ""),
        ("Was the fire arson?", "Detectives were treating the fire as suspected arson.", YES, ""),
        ("Is the fire suspected arson?", "Detectives were treating the fire as suspected arson.", YES, "Yes"),
        ("Did Renzi sign on Monday?", "Renzi did not sign on Friday but on Monday.", YES, ""),
        ("Did Solberg smile?", "Solberg smiled, and nobody asked why.", YES, ""),
        ("Did Putin rule out cooperation?", "He added that Russia would not rule out cooperation.", YES, ""),
        ("Did Solberg not sign?", "Solberg signed.", YES, ""),
        ("Did Solberg refuse to sign?", "Solberg refused to sign.", YES, "Yes"),
        ("Has the treaty been ratified?", "The treaty still has to be ratified by both countries.", YES, ""),
        ("Were all eight men rescued?", "Of the eight men, two were rescued and six died.", YES, ""),
        ("Were all eight men rescued?", "All eight men were rescued.", YES, "Yes"),
        ("Was Tom Reed's sister at the meeting?", "Reed's sister, Dr Alice Reed, runs the hospital.", YES, ""),
        ("Did Arup build a tunnel?", "The first plan, for a tunnel, was never built.", NO, ""),
        ("Will the bridge be painted?", "The bridge will be painted in spring.", YES, "Yes"),
    ],
)
def test_verdicts(question: str, sentence: str, stance: Stance, verdict: str) -> None:
    assert settle(read(question), sentence, stance) == verdict
