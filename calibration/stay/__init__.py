"""Lengths of stay from whatever a place holds: rows, bands, a census, summary figures.

    choice = choose(Bins.of([0, 1, 3, 7, 14, 21, math.inf], [60, 400, 310, 190, 60, 70]))
    print(choice.says)
    scenario["patient_groups"]["emergency"]["length_of_stay"] = choice.chosen.as_law()

Give the need, from admission to being declared ready, where it is known (``Spells``); from totals
alone only a range can be had (``need_range``).
"""

from calibration.stay.bins import Bins
from calibration.stay.census import Census
from calibration.stay.choice import Choice, choose
from calibration.stay.delay import Delay, NeedRange, need_range
from calibration.stay.family import FAMILIES
from calibration.stay.fit import Fit, fit
from calibration.stay.recording import Recording
from calibration.stay.spells import Spells
from calibration.stay.stays import Stays
from calibration.stay.summary import Summary

__all__ = [
    "FAMILIES",
    "Bins",
    "Census",
    "Choice",
    "Delay",
    "Fit",
    "NeedRange",
    "Recording",
    "Spells",
    "Stays",
    "Summary",
    "choose",
    "fit",
    "need_range",
]
