from __future__ import annotations

import pytest
from ingest_material import PROSE

from ingest.furniture import drop_furniture, is_furniture, is_wall

GONE = """-
* * *
Advertisement
ADVERTISEMENT
Skip to content
Share this:
Facebook | Twitter | WhatsApp
Sign up for our newsletter to get the best stories every morning.
Get the day's news delivered to your inbox.
We use cookies to improve your experience on this site.
By continuing to browse, you accept our use of cookies.
Your email address will not be published. Required fields are marked *
Save my name, email, and website in this browser for the next time I comment.
© 2024 Sound Herald. All rights reserved.
READ MORE: Lighthouse sold to the baker
Related story | Herring are back in the sound
Also read – Is the bridge late?
5 min read"""

STAYS = """AP
Share prices fell on Monday.
The European Commission fined the company because its cookies had no consent.
Sign language is taught in two schools.
We baked cookies with the prime minister of Iceland.
Advertisements for tobacco will be banned from May.
Related: the two ships are sisters, built in the same yard.
Read more widely, the judge told the council
Comments by the minister drew applause.
Menu prices rose by a tenth.
Save the harbour, say fishermen
Print newspapers sold fewer copies."""


@pytest.mark.parametrize("line", GONE.split("\n"))
def test_known_forms_go(line: str) -> None:
    assert is_furniture(line)
    assert drop_furniture([PROSE[0], line, PROSE[1]]) == [PROSE[0], PROSE[1]]


@pytest.mark.parametrize("line", STAYS.split("\n"))
def test_prose_that_looks_like_them_stays(line: str) -> None:
    assert drop_furniture([PROSE[0], line, PROSE[1]]) == [PROSE[0], line, PROSE[1]]


def test_a_comment_form_takes_what_is_below_it() -> None:
    assert drop_furniture([*PROSE, "Leave a Reply", "Name *", "What a ship! I sailed on her in 1981."]) == list(PROSE)
    assert drop_furniture([*PROSE, "3 Comments", "Jo says:", "Nice."]) == list(PROSE)


def test_related_stories_go_only_where_nothing_else_follows() -> None:
    assert drop_furniture([*PROSE, "Related articles", "Lighthouse sold", "Why is the sea green?"]) == list(PROSE)
    middle = [PROSE[0], "Related", "Lighthouse sold", PROSE[1]]
    assert drop_furniture(middle) == middle


def test_what_begins_with_furniture_loses_only_that() -> None:
    assert drop_furniture(["Menu", "Search", *PROSE]) == list(PROSE)
    assert drop_furniture(["Leave a Reply", "Advertisement"]) == []


@pytest.mark.parametrize(
    "text",
    [
        "We and our 842 partners store and access information on a device, such as cookies.",
        "Please enable JavaScript to view this page.",
        "Subscribe to continue reading. Already a subscriber? Log in.",
        "Verify you are human by completing the action below.",
        "The page you are looking for could not be found.",
        "Access to this page has been denied because we believe you are using automation tools.",
    ],
)
def test_walls(text: str) -> None:
    assert is_wall(text)


def test_dropping_twice_drops_no_more() -> None:
    paragraphs = [*GONE.split("\n"), *STAYS.split("\n"), "Related", "3 Comments", "x"]
    once = drop_furniture(paragraphs)
    assert drop_furniture(once) == once
