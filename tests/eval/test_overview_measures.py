import pytest

from eval.items import make_article
from eval.studies.overview import WAYS, recall

TEXT = "A flood hit the valley on Friday.\n\nIt came at night.\n\nNobody was hurt.\n\nThe dam had held."


def test_recall_counts_each_word_once() -> None:
    assert recall(["flood", "valley", "flood"], ["flood", "flood", "flood"], 1) == pytest.approx(2 / 3)
    assert recall([], ["flood"], 1) == 0


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_sentences_of_the_article(way: str) -> None:
    article = make_article("a", "Flood", TEXT)
    chosen = WAYS[way](article, 2)
    assert chosen == WAYS[way](article, 2)
    assert sum(sentence in chosen for sentence in TEXT.split("\n\n")) == 2
