"""What is counted: a canonical measure with its definition, basis, unit and kind."""

from __future__ import annotations

from dataclasses import dataclass

STOCK, FLOW, BED_DAYS, SHARE, MEAN = "stock", "flow", "bed-days", "share", "mean"
KINDS = (STOCK, FLOW, BED_DAYS, SHARE, MEAN)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that publishers count.

    Attributes:
        name: Canonical, the same in every layout that prints it.
        definition: One sentence.
        basis: Whose definition: 'dtoc', 'nctr', 'ready date', 'beds', 'hes', ... Measures of
            different bases are never one target, however alike they sound.
        unit: 'patients', 'beds', 'days', 'discharges', 'days a stay', ...
        kind: One of `KINDS`: a stock at an instant or averaged over instants; a flow in the period;
            bed-days in the period; a share of 0 to 1; a mean (or median) of days or years.
    """

    name: str
    definition: str
    basis: str
    unit: str
    kind: str
