"""Word lists, written as running text.

Promise: nothing but that.
"""

from __future__ import annotations


def word_list(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_list("meet die live"))
    ['die', 'live', 'meet']
    """
    return frozenset(text.split())
