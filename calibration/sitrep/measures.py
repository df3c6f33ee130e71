"""Every measure by name: each subject in its own file, joined here."""

from __future__ import annotations

from calibration.sitrep.measure import Measure
from calibration.sitrep.measures_beds import BEDS
from calibration.sitrep.measures_discharge import DISCHARGE
from calibration.sitrep.measures_dtoc import DTOC

MEASURES: dict[str, Measure] = {each.name: each for each in (*DTOC, *BEDS, *DISCHARGE)}
