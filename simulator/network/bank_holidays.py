"""England's bank holidays, from the ``holidays`` library."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


@lru_cache(maxsize=8)
def england(first_year: int, last_year: int) -> frozenset[dt.date]:
    """England's bank holidays from the first to the last year, both included."""
    kingdom = _united_kingdom().UnitedKingdom
    return frozenset(kingdom(subdiv="ENG", years=range(first_year, last_year + 1)))


def _united_kingdom() -> ModuleType:
    """One file of the library: asked for by name it brings every other country's with it."""
    import holidays

    file = Path(holidays.__file__).parent / "countries" / "united_kingdom.py"
    spec = spec_from_file_location("_united_kingdom", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
