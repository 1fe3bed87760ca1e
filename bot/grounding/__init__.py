"""From what a chat model wrote to statements that stand on the articles: parsed, found, checked; never trusted.

    written    a line of the model's text as claims: statement, markers, quotes
    quotes     where a quote stands in a text, word for word
    facts      what a statement says that its sentences do not, by these:
    numbers      numbers, of what, and in whose place
    order        who did it to whom
    opposites    words that turn it round
    doubts       "may", "plans to" and "if" that are gone
    limits       "former", "except" and reasons that are gone or others
    additions  a clause or a run of words that nothing says
    support    how much of a statement its sentences say
    check      a claim and the passages to a verdict

Promise: no I/O and no model here; the same text and passages give the same verdicts.
"""
