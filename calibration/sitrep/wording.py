"""Labels as publishers vary them: dashes, spaces, cases and lost characters made alike."""

from __future__ import annotations

import re
from functools import lru_cache

from calibration.sitrep.figure import text

_SPELLED = {"continute": "continue", "accomodation": "accommodation", "24 hr": "24hr"}


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """Words and figures of a label in small letters, all else a space.

    A character that was lost on the way is printed as a question mark and is dropped.
    """
    lower = text(label).lower().replace("'", "")
    for wrong, right in _SPELLED.items():
        lower = lower.replace(wrong, right)
    return " ".join(re.findall(r"[a-z0-9]+|>|%|&|(?<=\d)\+", lower))


def without_brackets(label: str) -> str:
    """A label without what stands in round brackets."""
    return re.sub(r"\([^()]*\)?", " ", text(label))


def slug(label: str, words: int = 8) -> str:
    """A code made of the first words of a label, for one that no list has."""
    return "-".join(re.findall(r"[a-z0-9]+", plain(label))[:words])
