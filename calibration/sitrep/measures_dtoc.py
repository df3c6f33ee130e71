"""Measures of delayed transfers of care, collected August 2010 to February 2020."""

from __future__ import annotations

from calibration.sitrep.measure import BED_DAYS, STOCK, Measure

DTOC = (
    Measure(
        "dtoc_delayed_days",
        "Days in the month that patients ready for transfer by team decision stayed in a bed.",
        "dtoc",
        "bed-days",
        BED_DAYS,
    ),
    Measure(
        "dtoc_beds",
        "Delayed days divided by the days of the month; the same information as delayed days.",
        "dtoc",
        "beds",
        STOCK,
    ),
    Measure(
        "dtoc_patients",
        "Patients delayed at midnight of the last Thursday of the month; to March 2017.",
        "dtoc",
        "patients",
        STOCK,
    ),
)
