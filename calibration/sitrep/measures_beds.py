"""Measures of beds, of hospital episodes and of the community bed audit."""

from __future__ import annotations

from calibration.sitrep.measure import BED_DAYS, FLOW, MEAN, SHARE, STOCK, Measure

BEDS = (
    Measure(
        "beds_available",
        "Beds open overnight, average over the days of the period.",
        "kh03",
        "beds",
        STOCK,
    ),
    Measure(
        "beds_occupied",
        "Beds open overnight that were occupied, average over the days of the period.",
        "kh03",
        "beds",
        STOCK,
    ),
    Measure("bed_occupancy", "Occupied over available beds.", "kh03", "share", SHARE),
    Measure(
        "finished_consultant_episodes",
        "Episodes under one consultant that ended in the year; a stay may have several.",
        "hes",
        "episodes",
        FLOW,
    ),
    Measure(
        "finished_admissions",
        "First episodes that ended in the year; all methods, day cases included.",
        "hes",
        "admissions",
        FLOW,
    ),
    Measure(
        "emergency_admissions",
        "Finished admissions by an emergency method, those of no night included.",
        "hes",
        "admissions",
        FLOW,
    ),
    Measure(
        "waiting_list_admissions",
        "Finished admissions from a waiting list, day cases included.",
        "hes",
        "admissions",
        FLOW,
    ),
    Measure(
        "planned_admissions",
        "Finished admissions planned for a date, day cases included.",
        "hes",
        "admissions",
        FLOW,
    ),
    Measure(
        "other_admissions",
        "Finished admissions by any other method: births, maternity, transfers.",
        "hes",
        "admissions",
        FLOW,
    ),
    Measure(
        "bed_days", "Bed-days of episodes that ended in the year.", "hes", "bed-days", BED_DAYS
    ),
    Measure("wait_mean", "Mean days waited for elective admission.", "hes", "days", MEAN),
    Measure("wait_median", "Median days waited for elective admission.", "hes", "days", MEAN),
    Measure(
        "los_mean",
        "Mean days of spells that ended in the year, day cases left out; delay is included.",
        "hes",
        "days a stay",
        MEAN,
    ),
    Measure(
        "los_median",
        "Median days of spells that ended in the year, day cases left out; delay is included.",
        "hes",
        "days a stay",
        MEAN,
    ),
    Measure("age_mean", "Mean age of patients at the start of an episode.", "hes", "years", MEAN),
    Measure(
        "community_beds",
        "Intermediate care beds in use or commissioned on the day of the audit, by purpose.",
        "community bed audit",
        "beds",
        STOCK,
    ),
    Measure(
        "community_beds_by_contract",
        "The same beds as `community_beds`, by kind of contract.",
        "community bed audit",
        "beds",
        STOCK,
    ),
    Measure(
        "community_beds_by_owner",
        "The same beds as `community_beds`, in NHS trusts and elsewhere.",
        "community bed audit",
        "beds",
        STOCK,
    ),
    Measure(
        "community_los_mean",
        "Mean days of stay in intermediate care beds as reported to the audit, by purpose.",
        "community bed audit",
        "days a stay",
        MEAN,
    ),
)
