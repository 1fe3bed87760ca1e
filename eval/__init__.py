"""How good and how fast Footnote is, measured: `python -m eval.studies.retrieval`, `python -m eval.bench`."""
