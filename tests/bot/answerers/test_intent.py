import pytest

from bot.answerers.intent import intent_of

ASKED = """
Thanks to whom did the team win?
Hello Kitty was created by whom?
Who said goodbye to the queen?
How did volunteers help?
Can you help me find the death toll?
What is the treaty about?
What was it about?
Who wrote the treaty?
Who wrote it down?
When was the treaty signed?
When was the company founded?
Where does the gas come from?
What is the source of the Nile?
What is the main point of the treaty?
Which countries signed the treaty?
Which companies were fined?
Who is mentioned as a possible successor?
Who was involved in the accident?
How many articles does the treaty have?
What does the article say about sanctions?
List the gifts
What are the key findings of the report?
Tell me about the volcano
and Putin?
What happened then?
What gifts were exchanged?
"""


@pytest.mark.parametrize("question", ASKED.strip().splitlines())
def test_questions_about_content_are_searched(question: str) -> None:
    assert intent_of(question).kind == "ask"


@pytest.mark.parametrize(
    ("question", "kind", "wants"),
    [
        ("Hi!", "service", "greeting"),
        ("Good morning, how are you?", "service", "greeting"),
        ("great, thanks a lot", "service", "thanks"),
        ("Thank you for your help.", "service", "thanks"),
        ("help", "service", "help"),
        ("What can you do?", "service", "help"),
        ("Who are you?", "service", "help"),
        ("Bye!", "service", "goodbye"),
        ("ok", "service", "acknowledged"),
        ("Which articles do you have?", "library", "list"),
        ("Please list your articles", "library", "list"),
        ("Hello, what are your sources?", "library", "list"),
        ("How many articles are there?", "library", "count"),
        ("Which articles mention Putin?", "library", "mentioning"),
        ("When was it published?", "metadata", "published"),
        ("Who wrote this?", "metadata", "byline"),
        ("By whom?", "metadata", "byline"),
        ("What's the title of this article?", "metadata", "title"),
        ("Where does it come from?", "metadata", "source"),
        ("Can you give me the link?", "metadata", "source"),
        ("What is this about?", "overview", "about"),
        ("what’s it about", "overview", "about"),
        ("Could you summarise the article for me, please?", "overview", "about"),
        ("tl;dr", "overview", "about"),
        ("Give me a short summary", "overview", "about"),
        ("key points", "overview", "points"),
        ("What are the main points of the article?", "overview", "points"),
        ("Who is mentioned?", "overview", "people"),
        ("Which people does the article mention?", "overview", "people"),
        ("Which countries are mentioned?", "overview", "countries"),
        ("What places are named in the story?", "overview", "places"),
        ("List the companies mentioned", "overview", "organisations"),
    ],
)  # fmt: skip
def test_what_needs_no_search_is_recognised(question: str, kind: str, wants: str) -> None:
    intent = intent_of(question)
    assert (intent.kind, intent.wants) == (kind, (wants,))


def test_two_facts_in_one_question() -> None:
    assert intent_of("When was it published, and by whom?").wants == ("published", "byline")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is the Russia article about?", "russia"),
        ("what is the article about Russia about?", "russia"),
        ("Summarise the news story on the moon landing", "the moon landing"),
        ("Who wrote the article about the bridge?", "the bridge"),
        ("What is the article about?", ""),
    ],
)
def test_the_words_that_say_which_article(question: str, topic: str) -> None:
    assert intent_of(question).topic == topic


def test_how_much_is_wanted() -> None:
    assert intent_of("Summarise this article in two sentences").n == 2
    assert intent_of("What are the 5 key facts?").n == 5
    assert intent_of("What are the articles about?").every


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "…", "\n", "a" * 10_000, "the " * 3_000 + "article", "[12]", "💥"]
)
def test_odd_input_is_searched(question: str) -> None:
    assert intent_of(question).kind == "ask"
