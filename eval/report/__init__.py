"""How a score is shown: a page to look at, a table for a terminal, XML for build servers.

Promise: nothing here computes a metric; the same score gives the same bytes; nothing that was asked, answered or quoted
is ever read as markup.
"""
