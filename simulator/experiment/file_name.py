"""Names that a file can have on every system, whatever a scenario's file is called."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

LONGEST = 80
NAMELESS = "scenario"
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{x}{n}" for x in ("com", "lpt") for n in range(1, 10))}


def safe_name(text: str) -> str:
    """A text as the name of a file or folder: the same, if it can be one anywhere.

    Never empty, hidden, a step to another folder, or what Windows calls a device.
    """
    name = _NOT_IN_A_NAME.sub("_", text)[:LONGEST].strip(" .") or NAMELESS
    return f"{name}_" if name.partition(".")[0].strip().lower() in _DEVICES else name


def name_of(path: str) -> str:
    """What is written for a scenario is called: its file's name without the ending."""
    return safe_name(PurePosixPath(path.replace("\\", "/")).stem)
