"""Speed and size, as ratios in one run: `python -m eval.bench`."""
