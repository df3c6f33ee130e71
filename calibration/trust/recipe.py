"""The recipe by which published figures become a place: a file, so that no path stands here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import simulator
from simulator.errors import InputError, Problem

FILE = Path(__file__).with_name("recipe.yaml")


@lru_cache(maxsize=1)
def recipe() -> dict[str, Any]:
    """The recipe as plain mappings and lists; nobody may change it."""
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return found


def national_file() -> Path:
    """The national scenario.

    Raises:
        InputError: this is an installation without the scenarios of the project.
    """
    file = Path(simulator.__file__).parents[1] / str(recipe()["national"])
    if not file.is_file():
        do = "run it from a copy of the project, which has the folder of scenarios"
        raise InputError([Problem(f"there is no national scenario at '{file}'", do=do)])
    return file
