"""Where people meet the engine: parse, call, render; nothing else."""
