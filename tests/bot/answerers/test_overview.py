import pytest

from bot.answerers.central import central_sentences
from bot.answerers.direct import DirectAnswers
from bot.types import Draft, Scope

SUMMIT = "sample:russia-north-korea-summit"
SCROLL = "sample:herculaneum-scroll-read"
EVERYTHING = Scope()


def ask(direct: DirectAnswers, question: str, scope: Scope = EVERYTHING, focus: tuple[str, ...] = ()) -> Draft:
    draft = direct.answer(question, question, scope, focus)
    assert draft is not None
    return draft


def test_sentences_are_the_articles_own_in_its_order(direct: DirectAnswers) -> None:
    for info in direct.store.articles():
        article = direct.store.article(info.id)
        draft = ask(direct, "What is this about?", focus=(info.id,))
        starts = []
        for statement in draft.statements:
            (span,) = statement.spans
            assert statement.kind == "quoted"
            assert (span.article_id, span.version) == (article.id, article.version)
            assert " ".join(article.text[span.start : span.end].split()) == statement.text
            starts.append(span.start)
        assert len(starts) == 3
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("What is the Nvidia story about?", "nvidia-most-valuable-company", "most valuable listed company"),
        ("Summarise the article about the moon landing", "chandrayaan-3-moon-landing", "settled on the Moon"),
        ("tl;dr of the article about Beryl", "hurricane-beryl", "came ashore in Texas"),
        ("key points of the article about the scroll", "herculaneum-scroll-read", "without opening"),
        ("What is the Russia article about?", "russia-north-korea-summit", "treaty"),
        ("Summarise the malaria story", "malaria-vaccine-cameroon", "first country in the world"),
        ("What is the article about chips about?", "nvidia-most-valuable-company", "Nvidia"),
        ("Summarise the bridge collapse", "baltimore-channel-reopens", "Baltimore"),
    ],
)
def test_topic_words_find_the_article(direct: DirectAnswers, question: str, article: str, words: str) -> None:
    draft = ask(direct, question)
    assert {span.article_id for s in draft.statements for span in s.spans} == {f"sample:{article}"}
    assert any(words in statement.text for statement in draft.statements)


@pytest.mark.parametrize(
    "question", ["What is the article about football about?", "Summarise the election", "What about the third one?"]
)
def test_words_that_fit_no_article_are_searched(direct: DirectAnswers, question: str) -> None:
    assert direct.answer(question, question, Scope(), ()) is None


def test_of_two_articles_on_one_event_the_other_is_named(direct: DirectAnswers) -> None:
    *_, last = ask(direct, "Summarise the article about the earthquake").statements
    assert last.kind == "service"
    assert "earthquake" in last.text


def test_as_many_sentences_as_asked_for(direct: DirectAnswers) -> None:
    assert len(ask(direct, "Summarise this in one sentence", focus=(SUMMIT,)).statements) == 1
    assert len(ask(direct, "What are the key points?", focus=(SUMMIT,)).statements) == 5
    assert len(ask(direct, "Give me the 7 main points", focus=(SUMMIT,)).statements) == 7
    assert len(ask(direct, "Give me the 99 main points", focus=(SUMMIT,)).statements) == 10


def test_every_article_gets_a_sentence(direct: DirectAnswers) -> None:
    draft = ask(direct, "What are the articles about?")
    assert len({span.article_id for s in draft.statements for span in s.spans}) == direct.store.n_articles


def test_without_a_hint_it_asks_which(direct: DirectAnswers) -> None:
    assert "Which one do you mean?" in ask(direct, "What is this about?").statements[0].text


def test_people_with_their_roles_where_first_named(direct: DirectAnswers) -> None:
    draft = ask(direct, "Who is mentioned?", focus=(SUMMIT,))
    assert draft.short == (
        "Vladimir Putin", "Kim Jong Un", "Kim Jong Il", "Yuri Ushakov", "Sergei Lavrov", "Andrei Belousov",
        "Choe Son Hui", "Chang Ho-jin", "To Lam",
    )  # fmt: skip
    assert draft.statements[0].text == "Russian President Vladimir Putin"
    assert draft.statements[3].text == "Yuri Ushakov, the Kremlin's foreign policy adviser"
    assert all(len(statement.spans) == 1 for statement in draft.statements)
    assert "Ines Calder" not in draft.short  # the author, in the byline


def test_people_of_another_article(direct: DirectAnswers) -> None:
    draft = ask(direct, "Who is mentioned in the article about the scroll?")
    names = draft.short
    assert "Julius Caesar" in [statement.text for statement in draft.statements]
    assert set(names) >= {"Youssef Nader", "Luke Farritor", "Julian Schilliger", "Brent Seales", "Federica Nicolardi"}
    assert "Mount Vesuvius" not in names


def test_countries(direct: DirectAnswers) -> None:
    names = ask(direct, "Which countries are mentioned in the article about Beryl?").short
    assert set(names) >= {"Grenada", "Barbados", "Jamaica", "Mexico", "United States"}
    assert "Texas" not in names
    assert "Houston" not in names


def test_organisations(direct: DirectAnswers) -> None:
    names = ask(direct, "Which companies are mentioned in the Nvidia article?").short
    assert set(names) >= {"Nvidia", "Microsoft", "Apple", "Amazon", "Google", "TSMC"}


def test_no_such_names_is_said(bare: DirectAnswers) -> None:
    draft = ask(bare, "Which countries are mentioned?")
    assert draft.status == "refused"
    assert "no countries by name" in draft.statements[0].text


def test_captions_and_headings_are_not_chosen() -> None:
    text = (
        "Flood hits the valley\n\nA farmer in the flood. PHOTO: AP\n\nValley, 3 May\n\n"
        "A flood hit the valley on Friday and left forty families without a home.\n\n"
        "The flood came at night, after two days of rain in the hills above the valley.\n\n"
        "Nobody was hurt, the fire service said, because the families had been warned."
    )
    chosen = [text[s.start : s.end] for s in central_sentences(text, "Flood hits the valley", 5)]
    assert chosen[0].startswith("A flood hit")
    assert len(chosen) == 3


def test_a_standfirst_that_the_text_repeats_is_not_quoted_twice() -> None:
    line = "The deal, which covers trade and security, is the strongest between the two countries since the Cold War"
    text = f"{line}\n\nThe two leaders signed a deal on Wednesday.\n\n{line}.\n\nOfficials of both sides were present."
    chosen = [text[s.start : s.end] for s in central_sentences(text, "Leaders sign deal", 5)]
    assert chosen[1] == f"{line}."
    assert len(chosen) == 3


@pytest.mark.parametrize("text", ["", "One.", "no full stop", "???", "A\n\nB\n\nC"])
def test_a_text_with_hardly_a_sentence(text: str) -> None:
    assert len(central_sentences(text, "", 3)) <= 3
