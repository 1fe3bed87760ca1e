"""How good and how fast Footnote is, measured: `python -m eval.retrieval`, `python -m eval.bench`."""
