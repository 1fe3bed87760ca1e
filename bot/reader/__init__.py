"""The trained reader: the exact words of a passage that answer a question, and how likely it is that they do."""
