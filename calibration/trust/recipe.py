"""The recipe by which published figures become a place: a file, so that no path stands here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.scenario.bundled import bundled_as, locate

FILE = Path(__file__).with_name("recipe.yaml")


@lru_cache(maxsize=1)
def recipe() -> dict[str, Any]:
    """The recipe as plain mappings and lists; nobody may change it."""
    from ruamel.yaml import YAML

    found: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return found


def national_file() -> Path:
    """The national scenario, one of those that come with stepdown wherever it is installed.

    Raises:
        InputError: this installation lacks it.
    """
    name = str(recipe()["national"])
    file = locate(bundled_as(name))
    if not file.is_file():
        do = "install stepdown again, or run it from a copy of the project"
        raise InputError([Problem(f"this installation has no scenario '{name}'", do=do)])
    return file
