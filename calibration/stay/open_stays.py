"""Stays still open on the last day: people in bed, among whom the long stays are more often found.

They are held against the law of those who left (`Census` says how). Where both cannot be of one
law, either stays have been getting longer or shorter, or departures are missing, and that is said.
Where they can, what they would change in the law of whole stays is shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calibration.stay.banded import Banded
from calibration.stay.bins import Bins
from calibration.stay.delay import Recorded
from calibration.stay.family import DEFAULT, family
from calibration.stay.recording import Recording
from calibration.stay.search import highest

if TYPE_CHECKING:
    from calibration.stay.groups import Group

_FEWEST = 20
_UNLIKELY = 0.001
# Bands of fewer than this are expected too seldom for a sum of squares.
_EXPECTED = 2.0
# Numbers in bed within this factor of what departures lead to expect are no surprise.
_FACTOR = 1.5


@dataclass(frozen=True, slots=True)
class OpenStays:
    """People still in bed as a census, and whether they are of the law of those who left.

    ``expected``: how many there would be by the departures, in a place that neither fills nor
    empties. ``chance``: of bands as far from the law of those who left, by chance.
    """

    census: Bins
    expected: float
    chance: float

    @property
    def is_alike(self) -> bool:
        """Whether they can be of the law of those who left."""
        return self.chance >= _UNLIKELY

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to know of them."""
        found = self.census.patients
        says = []
        if not self.is_alike:
            says.append(
                f"The {found:,.0f} open stays are not of the law of those that ended (p = "
                f"{self.chance:.1g}): departures may be missing from the extract, or stays have "
                "been changing."
            )
        if self.expected >= _FEWEST and not 1 / _FACTOR < found / self.expected < _FACTOR:
            says.append(
                f"{found:,.0f} stays are open, where the departures lead to expect "
                f"{self.expected:,.0f}: look whether open stays are all there, and really open."
            )
        return tuple(says)


def open_stays(group: Group, ended: Recorded, records: str) -> OpenStays | None:
    """The open stays of a group beside those that ended; nothing where there are too few."""
    if group.open.middle < _FEWEST:
        return None
    table = group.open.moved(1)
    if records == "admitted":
        table = _within(table, group.days + 1)
    table = table.trimmed
    census = Bins.of(table.edges, table.counts, counted="census")
    kind = family(DEFAULT)
    law = kind.law(highest([ended], kind).z)
    bands = [band for band in census.bands(law) if band.expected >= _EXPECTED]
    chance = _chance(sum(band.chi_square for band in bands), len(bands) - 1)
    _, weight, staying = Recording().sums(law, 1)
    per_day = group.los.middle / group.days
    return OpenStays(census, per_day * float(weight @ staying), chance)


def _within(table: Banded, most: int) -> Banded:
    """Bands up to so many midnights, the last one closed there."""
    kept = [at for at, edge in enumerate(table.edges[:-1]) if edge < most]
    edges = [*(table.edges[at] for at in kept), min(table.edges[len(kept)], float(most))]
    return Banded(tuple(edges), tuple(table.ranges[at] for at in kept))


def _chance(chi_square: float, freedom: int) -> float:
    from scipy.special import gammaincc

    return float(gammaincc(freedom / 2, chi_square / 2)) if freedom > 0 else 1.0
