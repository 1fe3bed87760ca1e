from bot.answerers.direct import DirectAnswers
from bot.answerers.metadata import spoken_date
from bot.types import Draft, Scope

SUMMIT = "sample:russia-north-korea-summit"
EVERYTHING = Scope()


def ask(direct: DirectAnswers, question: str, scope: Scope = EVERYTHING, focus: tuple[str, ...] = ()) -> Draft:
    draft = direct.answer(question, question, scope, focus)
    assert draft is not None
    return draft


def said(draft: Draft) -> str:
    return "\n".join(statement.text for statement in draft.statements)


def test_the_list_names_every_article(direct: DirectAnswers) -> None:
    draft = ask(direct, "Which articles do you have?")
    assert draft.status == "answered"
    assert all(statement.kind == "service" and not statement.spans for statement in draft.statements)
    assert all(info.title in said(draft) for info in direct.store.articles())
    assert "20 June 2024" in said(draft)


def test_the_count(direct: DirectAnswers) -> None:
    assert str(direct.store.n_articles) in said(ask(direct, "How many articles are there?"))


def test_the_scope_is_kept(direct: DirectAnswers) -> None:
    draft = ask(direct, "list your articles", Scope(articles=(SUMMIT,)))
    assert "1 article" in said(draft)
    assert "Nvidia" not in said(draft)
    assert (
        said(ask(direct, "How many articles are there?", Scope(since="2030-01-01")))
        == "No article lies within the chosen scope."
    )


def test_articles_that_mention_something(direct: DirectAnswers) -> None:
    assert said(ask(direct, "Which articles mention Kishida?")).count("\n- ") == 2
    assert direct.answer("Which articles mention Beyoncé?", "", Scope(), ()) is None


def test_an_empty_library_says_what_to_type(empty: DirectAnswers) -> None:
    assert "footnote ingest" in said(ask(empty, "which articles do you have?"))
    assert empty.answer("What is this about?", "", Scope(), ()) is None


def test_metadata_names_the_article_and_the_fact(direct: DirectAnswers) -> None:
    draft = ask(direct, "When was it published, and by whom?", focus=(SUMMIT,))
    assert draft.status == "answered"
    assert draft.short == ("20 June 2024", "Ines Calder")
    assert {statement.kind for statement in draft.statements} == {"metadata"}
    assert all("Putin and Kim sign defence pact" in statement.text for statement in draft.statements)


def test_metadata_that_is_not_there_is_not_invented(bare: DirectAnswers) -> None:
    draft = ask(bare, "Who wrote this article?")
    assert draft.status == "refused"
    assert "names no author" in said(draft)
    assert ask(bare, "When was it published?").short == ("19 June (no year given)",)


def test_the_article_cited_last_is_meant(direct: DirectAnswers) -> None:
    focus = ("sample:hurricane-beryl", SUMMIT)
    assert ask(direct, "Who wrote it?", focus=focus).short == ("Marcus Pell",)
    assert ask(direct, "Who wrote it?", Scope(articles=(SUMMIT,)), focus).short == ("Ines Calder",)
    assert ask(direct, "Who wrote the latest article?", focus=focus).short == ("Petra Lindqvist",)


def test_without_a_hint_it_asks_which(direct: DirectAnswers) -> None:
    draft = ask(direct, "When was it published?")
    assert "Which one do you mean?" in said(draft)
    assert {statement.kind for statement in draft.statements} == {"service"}


def test_a_pronoun_may_stand_for_something_in_an_article(direct: DirectAnswers) -> None:
    assert direct.answer("When was it published?", "When was the novel published?", Scope(), (SUMMIT,)) is None
    assert direct.answer("and by whom?", "by whom was the treaty signed?", Scope(), (SUMMIT,)) is None
    assert direct.answer("and by whom?", "by whom was it written?", Scope(), (SUMMIT,)) is not None


def test_dates_in_words() -> None:
    assert [spoken_date(d) for d in ("2024-02-01", "2024-02", "2024", "--06-19", None, "", "soon")] == [
        "1 February 2024", "February 2024", "2024", "19 June (no year given)", "", "", "",
    ]  # fmt: skip
