"""From what a chat model wrote to statements that stand on the articles: parsed, found, checked; never trusted.

    written    a line of the model's text as claims: statement, markers, quotes
    quotes     where a quote stands in a text, word for word
    facts      numbers, names, negations and directions that a statement has and its sentences do not
    support    how much of a statement its sentences say
    check      a claim and the passages to a verdict

Promise: no I/O and no model here; the same text and passages give the same verdicts.
"""
