"""`footnote config`: every setting, where its value comes from, and where text would go."""

from __future__ import annotations

from bot.errors import FootnoteError
from bot.settings import Settings, load_settings, names, origins, write_config
from bot.surfaces.json_output import print_json
from bot.surfaces.options import Options
from bot.surfaces.render import Screen, screen
from bot.wiring import BUILT_IN, open_model, require_answerer


def show_config(options: Options) -> int:
    """One line a setting."""
    settings = options.settings()
    values = {name: _plain(getattr(settings, name)) for name in ("home", *names())}
    where_from = origins(options.home, answerer=options.answerer)
    if options.json:
        print_json({name: {"value": value, "origin": where_from[name]} for name, value in values.items()})
        return 0
    where = screen(options.color)
    for name, value in values.items():
        where.out.say(f"{name:<16}{value}  ({where_from[name]})")
    where.out.say(f"\n{_destination(settings)}")
    return 0


def set_config(options: Options, name: str, value: str) -> int:
    """Store a setting for this library."""
    if name == "answerer":
        require_answerer(value)
    settings = write_config(load_settings(options.home).home, name, value)
    stored = _plain(getattr(settings, name))
    if options.json:
        print_json({name: {"value": stored, "origin": "config.json"}})
    else:
        _confirm(screen(options.color), options, name, stored)
    return 0


def _confirm(where: Screen, options: Options, name: str, stored: str | float) -> None:
    where.out.say(f"{name} = {stored}")
    in_force = origins(options.home)[name]
    if in_force not in ("config.json", "default"):
        where.note(f"the {in_force} says otherwise, and goes first")


def _plain(value: object) -> str | float:
    return value if isinstance(value, bool | int | float) else str(value)


def _destination(settings: Settings) -> str:
    if settings.answerer == BUILT_IN:
        return "Your questions and articles go nowhere: they are read on this machine."
    try:
        from bot.chat.opening import address_of

        place = address_of(open_model(settings).chat) or settings.answerer.partition(":")[0]
    except FootnoteError as error:
        why = ": ".join(filter(None, (error.message, error.hint)))
        return f"Your questions, and the passages found for them, would go to {settings.answerer}, but {why}"
    return f"Your questions, and the passages found for them, go to {settings.answerer} at {place}."
