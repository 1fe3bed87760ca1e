"""Sets of questions with their articles, by name or by file: one loader a format.

Promise: `open_set` is the one door; what comes out of it has been checked. Nothing is downloaded, and there is no
default data folder.
"""

from eval.sets.catalogue import CATALOGUE, Entry
from eval.sets.checks import check, check_gold
from eval.sets.opening import FORMATS, open_set
from eval.sets.trec import read_trec_run

__all__ = ["CATALOGUE", "FORMATS", "Entry", "check", "check_gold", "open_set", "read_trec_run"]
