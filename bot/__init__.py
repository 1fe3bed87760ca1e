"""Question in, cited answer out. Start at `bot.wiring.open_engine`; values are in `bot.types`."""
