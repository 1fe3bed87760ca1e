"""Answers from the trained reader: spans in their clauses, several of them, yes and no, what counts as the same."""

from __future__ import annotations

import pytest

from bot.answerers.asked import read
from bot.answerers.belief import believe, candidates_of, said_alike
from bot.answerers.by_span import BySpan, quote
from bot.reader.reading import FoundSpan, Reader, Reading, Stance
from bot.sentences import split_sentences
from bot.types import Chunk, Passage

VISIT = (
    "Minister Ingrid Solberg gave Minister Paolo Renzi a wooden model boat and a silver compass. "
    "Renzi gave Solberg a bottle of olive oil, while reporters from all over the northern provinces waited outside in the "
    "rain for the ministers to come out and read their statement. The treaty was reviewed on Friday."
)
GIFTS = (
    "Solberg and Renzi exchanged gifts after the talks. Solberg presented Renzi with a steel clock and other gifts. "
    "Renzi's presents to Solberg included a tin of olive oil."
)
NOT_SIGNED = "It rained. The treaty was not signed on Friday."


def passage(text: str = VISIT, rank: int = 1, article: str = "a", score: float = 0.8) -> Passage:
    return Passage(Chunk(article, "v", 0, len(text), text, "Summit"), rank, score)


def reading(*words: str, of: Passage | None = None, score: float = 5.0, stances: tuple[Stance, ...] = ()) -> Reading:
    """As if the reader had found these words, the first one best."""
    of = of or passage()
    text = of.chunk.text
    stances = stances or tuple(Stance(s.start, s.end, 0.0, 0.0) for s in split_sentences(text))
    spans = [FoundSpan(text.index(w), text.index(w) + len(w), score - n) for n, w in enumerate(words)]
    return Reading(of, 4.0, tuple(spans), stances)


class Scripted:
    """A reader that has read already: what follows from the numbers is tested, not the network."""

    def __init__(self, *readings: Reading) -> None:
        self.readings, self.asked = list(readings), list[int]()

    def read(self, question: str, passages: list[Passage]) -> list[Reading]:
        self.asked.append(len(passages))
        return [r for r in self.readings if r.passage in passages]


def answer(question: str, *readings: Reading):
    return BySpan(Scripted(*readings)).read(question, [r.passage for r in readings])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_the_span_is_quoted_in_its_clause() -> None:
    said = answer("What did Renzi give Solberg?", reading("a bottle of olive oil")).say()
    (piece,) = said.pieces
    assert piece.text == "Renzi gave Solberg a bottle of olive oil"
    assert piece.shorts == ("a bottle of olive oil",)
    assert VISIT[piece.span.start : piece.span.end] == piece.text


def test_a_clause_that_answers_is_never_cut_off() -> None:
    (piece,) = answer("Who waited outside?", reading("reporters from all over the northern provinces")).say().pieces
    assert "reporters" in piece.text
    assert piece.text.endswith("statement.")


def test_several_things_asked_for_are_several_spans_of_one_sentence() -> None:
    (piece,) = answer("What gifts did Solberg give?", reading("a wooden model boat", "a silver compass")).say().pieces
    assert piece.shorts == ("a wooden model boat", "a silver compass")


def test_things_named_beside_each_other_are_both_told_however_little_the_network_sees() -> None:
    low = reading("a steel clock", "a tin of olive oil", "gifts after the talks", of=passage(GIFTS), score=-1.0)
    said = answer("What gifts were exchanged?", low).say()
    assert [piece.shorts for piece in said.pieces] == [("a steel clock",), ("a tin of olive oil",)]


def test_a_sentence_that_only_leads_up_to_them_gives_way() -> None:
    led = reading("Solberg and Renzi", "a steel clock", "a tin of olive oil", of=passage(GIFTS))
    said = answer("What gifts were exchanged?", led).say()
    assert [piece.shorts for piece in said.pieces] == [("a steel clock",), ("a tin of olive oil",)]


def test_only_the_gifts_of_the_one_asked_about() -> None:
    both = reading("a steel clock", "a tin of olive oil", of=passage(GIFTS))
    said = answer("What gifts did Renzi give?", both).say()
    assert [piece.shorts for piece in said.pieces] == [("a tin of olive oil",)]


def test_one_thing_asked_for_is_one_span() -> None:
    (piece,) = answer("What did Solberg give?", reading("a wooden model boat", "a bottle of olive oil")).say().pieces
    assert piece.shorts == ("a wooden model boat",)


@pytest.mark.parametrize(("supports", "contradicts", "verdict"), [(0.9, 0.0, "Yes"), (0.1, 0.85, "No"), (0.4, 0.3, "")])
def test_yes_and_no_come_with_the_sentence_that_shows_it(supports: float, contradicts: float, verdict: str) -> None:
    start = VISIT.index("The treaty")
    read_one = reading("Friday", stances=(Stance(start, len(VISIT), supports, contradicts),))
    said = answer("Was the treaty reviewed on Friday?", read_one).say()
    assert said.verdict == verdict
    assert (said.pieces[0].text, said.pieces[0].shorts) == ("The treaty was reviewed on Friday.", ())


def test_what_the_sentence_denies_is_no() -> None:
    said = answer("Was the treaty signed on Friday?", reading("Friday", of=passage(NOT_SIGNED))).say()
    assert (said.verdict, said.pieces[0].text) == ("No", "The treaty was not signed on Friday.")


def test_another_article_that_says_otherwise_is_told() -> None:
    other = passage("The treaty was signed on Monday in Wexmouth.", 2, "b")
    part = answer("When was the treaty signed?", reading("Friday"), reading("Monday", of=other, score=4.8))
    rival = part.say().rival
    assert rival is not None
    assert rival.shorts == ("Monday",)


def test_another_article_that_says_the_same_makes_it_surer() -> None:
    other = passage("The treaty was signed on Friday in Wexmouth.", 2, "b")
    alone = answer("When was the treaty signed?", reading("Friday"))
    both = answer("When was the treaty signed?", reading("Friday"), reading("Friday", of=other, score=4.8))
    assert both.candidates[0].likelihood > alone.candidates[0].likelihood
    assert both.say().rival is None


def test_overlapping_passages_give_their_words_once() -> None:
    again = passage(rank=2)
    found = candidates_of(read("Who?"), [reading("Ingrid Solberg"), reading("Ingrid Solberg", of=again)])
    assert len(found) == 1


def test_the_first_passages_are_enough_where_they_are_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [reading("Friday", of=passage(rank=n, article=str(n))) for n in range(1, 11)]
    for certain, asked in ((1e-9, [2]), (1.1, [2, 2])):
        monkeypatch.setattr("bot.answerers.by_span.CERTAIN", certain)
        scripted = Scripted(*readings)
        BySpan(scripted).read("When was it signed?", [r.passage for r in readings])  # type: ignore[arg-type]
        assert scripted.asked == asked


def test_nothing_to_read_is_no_answer() -> None:
    part = BySpan(Scripted()).read("Who?", [])  # type: ignore[arg-type]
    assert (part.ranked, part.confidence) == ([], 0.0)


def test_nothing_found_is_no_answer() -> None:
    assert believe(read("Who?"), [], []) == 0.0


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("the 24 years", "24 years", True),
        ("Kim Jong Un", "Kim", True),
        ("a dagger", "a tea set", False),
        ("", "x", False),
    ],
)
def test_what_counts_as_the_same_answer(left: str, right: str, same: bool) -> None:
    assert said_alike(left, right) is same


def test_a_bracket_is_never_left_open() -> None:
    text = "Ada Alder (born 1931; a baker by trade, while others of the family were carpenters) " + "moved to Cork " * 9
    found = candidates_of(read("Who moved to Cork?"), [reading("Ada Alder", of=passage(text))])
    piece = quote(read("Who moved?"), found[0].sentence, found[:1])
    assert piece.text.count("(") == piece.text.count(")")


def test_it_answers_and_refuses_for_real(reader: Reader) -> None:
    reads = BySpan(reader)
    yes = reads.read("What did Renzi give Solberg?", [passage()])
    no = reads.read("Who won the regatta in Genoa?", [passage()])
    assert "olive oil" in yes.say().pieces[0].text
    assert yes.confidence > no.confidence
