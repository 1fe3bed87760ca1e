"""What Slack refuses to show: the limits on texts, blocks and views, as documented or as slack_sdk's models hold them.

The models check only what is built through them; here the dictionaries that arrive are checked, however they came to
be. Everything raises `Refused`, whose detail names the block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fake_slack_records import Json, Refused

TEXT_CHARS = 40_000
UPDATED_TEXT_CHARS = 4_000
"""chat.update is stricter than chat.postMessage: "The text field cannot exceed 4,000 characters"."""
MARKDOWN_CHARS = 12_000
ALL_BLOCKS_CHARS = 13_200
"""Undocumented; measured between 13,172 and 13,297 (slackapi/bolt-js issue 2509)."""

_KINDS = {
    *("section", "divider", "image", "actions", "context", "context_actions", "input", "file", "call", "header"),
    *("markdown", "video", "rich_text", "table", "task_card", "plan", "alert", "card", "container", "carousel"),
}
_ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}


def check_text(text: str, most: int = TEXT_CHARS) -> None:
    """Raises `msg_too_long`."""
    if len(text) > most:
        raise Refused("msg_too_long", f"text has {len(text)} characters, more than {most}")


def check_blocks(blocks: Any, most: int = 50) -> None:
    """Raises `invalid_blocks`, or `msg_blocks_too_long` where each block is fine but all together are not."""
    _require(isinstance(blocks, list) and all(isinstance(one, dict) for one in blocks), "blocks is no list of objects")
    _require(len(blocks) <= most, f"{len(blocks)} blocks, more than {most}")
    ids = [one["block_id"] for one in blocks if "block_id" in one]
    _require(len(ids) == len(set(ids)), "block_id is not unique")
    for place, block in enumerate(blocks):
        _check_block(block, f"/blocks/{place}")
    markdown = sum(len(one["text"]) for one in blocks if one["type"] == "markdown")
    _require(markdown <= MARKDOWN_CHARS, f"markdown blocks have {markdown} characters, more than {MARKDOWN_CHARS}")
    if (chars := sum(map(len, _texts(blocks)))) > ALL_BLOCKS_CHARS:
        raise Refused("msg_blocks_too_long", f"{chars} characters in all blocks")


def check_view(view: Any) -> None:
    """Raises `invalid_arguments` or `invalid_blocks`."""
    fine = isinstance(view, dict) and view.get("type") in ("modal", "home")
    if not fine:
        raise Refused("invalid_arguments", "view is neither a modal nor a home")
    for name in ("title", "submit", "close"):
        if name in view or (name == "title" and view["type"] == "modal"):
            _check_plain(view.get(name), 24, f"/{name}")
    _require(len(view.get("private_metadata", "")) <= 3000, "private_metadata has more than 3000 characters")
    check_blocks(view.get("blocks", []), most=100)


def _require(fine: bool, detail: str) -> None:
    if not fine:
        raise Refused("invalid_blocks", detail)


def _check_chars(text: Any, most: int, where: str, least: int = 1) -> None:
    _require(isinstance(text, str), f"{where} is no text")
    _require(least <= len(text) <= most, f"{where} has {len(text)} characters, not {least} to {most}")


def _check_object(text: Any, most: int, where: str, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
    _require(isinstance(text, dict) and text.get("type") in kinds, f"{where} is not of type {' or '.join(kinds)}")
    _check_chars(text.get("text"), most, where)


def _check_plain(text: Any, most: int, where: str) -> None:
    _check_object(text, most, where, ("plain_text",))


def _check_block(block: Json, where: str) -> None:
    kind = block.get("type")
    _require(kind in _KINDS, f"{where} is of unknown type {kind!r}")
    _check_chars(block.get("block_id", ""), 255, f"{where}/block_id", least=0)
    if kind == "section":
        _check_section(block, where)
    elif kind == "header":
        _check_plain(block.get("text"), 150, f"{where}/text")
    elif kind == "markdown":
        _check_chars(block.get("text"), MARKDOWN_CHARS, f"{where}/text")
    elif kind == "image":
        _check_image(block, where)
    elif kind == "input":
        _check_plain(block.get("label"), 2000, f"{where}/label")
        _check_element(block.get("element"), f"{where}/element")
    elif kind in _ELEMENTS:
        _check_elements(block, where)


def _check_section(block: Json, where: str) -> None:
    _require("text" in block or bool(block.get("fields")), f"{where} has neither text nor fields")
    if "text" in block:
        _check_object(block["text"], 3000, f"{where}/text")
    fields = block.get("fields", [])
    _require(len(fields) <= 10, f"{where} has {len(fields)} fields, more than 10")
    for place, text in enumerate(fields):
        _check_object(text, 2000, f"{where}/fields/{place}")
    if "accessory" in block:
        _check_element(block["accessory"], f"{where}/accessory")


def _check_image(block: Json, where: str) -> None:
    _require("image_url" in block or "slack_file" in block, f"{where} has no image")
    _check_chars(block.get("image_url", ""), 3000, f"{where}/image_url", least=0)
    _check_chars(block.get("alt_text"), 2000, f"{where}/alt_text")


def _check_elements(block: Json, where: str) -> None:
    elements, most = block.get("elements", []), _ELEMENTS[block["type"]]
    _require(isinstance(elements, list), f"{where}/elements is no list")
    _require(1 <= len(elements) <= most, f"{where} has {len(elements)} elements, not 1 to {most}")
    for place, element in enumerate(elements):
        _check_element(element, f"{where}/elements/{place}")


def _check_element(element: Any, where: str) -> None:
    _require(isinstance(element, dict) and "type" in element, f"{where} has no type")
    kind = element["type"]
    _check_chars(element.get("action_id", ""), 255, f"{where}/action_id", least=0)
    if kind in ("plain_text", "mrkdwn"):
        _check_object(element, 3000, where)
    elif kind == "image":
        _check_image(element, where)
    elif kind == "button":
        _check_button(element, where)
    elif kind == "feedback_buttons":
        _check_button(element.get("positive_button"), f"{where}/positive_button")
        _check_button(element.get("negative_button"), f"{where}/negative_button")
    _check_options(element, where)


def _check_button(button: Any, where: str) -> None:
    _require(isinstance(button, dict), f"{where} is missing")
    _check_plain(button.get("text"), 75, f"{where}/text")
    _check_chars(button.get("value", ""), 2000, f"{where}/value", least=0)
    _check_chars(button.get("url", ""), 3000, f"{where}/url", least=0)


def _check_options(element: Json, where: str) -> None:
    options, most = element.get("options", []), _OPTIONS.get(element["type"], 100)
    _require(len(options) <= most, f"{where} has {len(options)} options, more than {most}")
    for place, option in enumerate(options):
        _check_object(option.get("text"), 75, f"{where}/options/{place}/text")
        _check_chars(option.get("value"), 150, f"{where}/options/{place}/value")
    if "placeholder" in element:
        _check_plain(element["placeholder"], 150, f"{where}/placeholder")
    for name, chars in _CONFIRM.items() if "confirm" in element else ():
        if name in element["confirm"]:
            _check_object(element["confirm"][name], chars, f"{where}/confirm/{name}")


def _texts(value: Any) -> Iterator[str]:
    """Every string that stands under the name "text", at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "text" and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)
