"""Where the inputs of a run come from, as a report shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.scenario import provenance
from simulator.scenario.load import Loaded
from simulator.scenario.provenance import DefaultValue, Value


@dataclass(frozen=True, slots=True)
class Provenance:
    """Every figure that results rest on, and every value left to its default.

    ``is_of_before``: the scenario changes another one and has the published figures of that, so
    they describe the place before the change.
    """

    values: Sequence[Value]
    defaults: Sequence[DefaultValue]
    is_of_before: bool

    @classmethod
    def of(cls, loaded: Loaded) -> Provenance:
        """Of a scenario."""
        return cls(
            provenance.assumptions(loaded), provenance.defaults(loaded), _is_of_before(loaded)
        )


def _is_of_before(loaded: Loaded) -> bool:
    return len(loaded.files) > 1 and ("published",) not in loaded.changed
