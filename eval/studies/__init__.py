"""Closer looks at one part each, beside baselines; what they gave stands in eval/LOG.md."""
