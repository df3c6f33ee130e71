"""Where the inputs of a run come from, as a report shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.scenario import provenance
from simulator.scenario.load import Loaded
from simulator.scenario.provenance import DefaultValue, Value


@dataclass(frozen=True, slots=True)
class Provenance:
    """Every figure that results rest on, and every value left to its default."""

    values: Sequence[Value]
    defaults: Sequence[DefaultValue]

    @classmethod
    def of(cls, loaded: Loaded) -> Provenance:
        """Of a scenario."""
        return cls(provenance.assumptions(loaded), provenance.defaults(loaded))
