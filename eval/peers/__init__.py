"""Footnote beside other tools, each set up as its own documentation says, on the same articles and questions."""
