"""Measures of discharge sitreps, discharge ready date, community discharge and response."""

from __future__ import annotations

from calibration.sitrep.measure import BED_DAYS, FLOW, MEAN, SHARE, STOCK, Measure
from calibration.sitrep.measures_stay import STAY
from calibration.sitrep.measures_urgent import URGENT


def _acute(suffix: str, basis: str) -> tuple[Measure, ...]:
    """The acute sitrep's measures under one of its two definitions."""
    days = "the day" if not suffix else "the day, as defined to 26 May 2024"
    return (
        Measure(
            f"nctr_patients{suffix}",
            f"Patients who no longer met the criteria to reside on {days}, those who left too.",
            basis,
            "patients",
            STOCK,
        ),
        Measure(
            f"nctr_discharged{suffix}",
            f"Patients who no longer met the criteria to reside and left on {days}.",
            basis,
            "discharges",
            FLOW,
        ),
        Measure(
            f"nctr_remaining{suffix}",
            f"Patients who no longer met the criteria to reside and stayed on {days}.",
            basis,
            "patients",
            STOCK,
        ),
        Measure(
            f"additional_bed_days{suffix}",
            "Days since no longer meeting the criteria, added over those still there on the day "
            "of the weekly snapshot whose stay has lasted as long as the band; bands are nested.",
            basis,
            "days",
            STOCK,
        ),
        Measure(
            f"discharges_by_destination{suffix}",
            "Discharges in the month by where to; the part before the dot is the pathway.",
            basis,
            "discharges",
            FLOW,
        ),
        Measure(
            f"discharges_by_pathway{suffix}",
            "Discharges in the period by pathway, summed over its destinations by the publisher.",
            basis,
            "discharges",
            FLOW,
        ),
        Measure(
            f"discharge_weekend_ratio{suffix}",
            "Discharges a day at weekends over those on weekdays, of those who no longer met the "
            "criteria to reside; worked out from the daily counts of a month.",
            basis,
            "ratio",
            MEAN,
        ),
        *(
            Measure(
                f"delayed_patients_los{los}{suffix}",
                f"Patients of {los} days' stay or more who no longer meet the criteria, by reason; "
                "average of the weekly snapshots of the month.",
                basis,
                "patients",
                STOCK,
            )
            for los in (7, 14, 21)
        ),
    )


_ONLY_BEFORE = (
    Measure(
        "nctr_discharged_by_17_2022",
        "Those who left by 17:00 on the day; published to May 2023.",
        "nctr 2022",
        "discharges",
        FLOW,
    ),
    Measure(
        "nctr_discharged_after_17_2022",
        "Those who left between 17:01 and 23:59 on the day; published to May 2023.",
        "nctr 2022",
        "discharges",
        FLOW,
    ),
)
_ONLY_SINCE = (
    Measure(
        "delayed_bed_days",
        "Bed-days of the month after no longer meeting the criteria; published from August 2025.",
        "nctr",
        "bed-days",
        BED_DAYS,
    ),
    Measure(
        "delayed_bed_days_cost",
        "What the publisher reckons the delayed bed-days of the month cost.",
        "nctr",
        "pounds",
        FLOW,
    ),
)
_READY = (
    Measure(
        "ready_discharges",
        "Discharges of stays of a night or more, 16 and over, deaths and transfers left out, "
        "by days from ready date to discharge.",
        "ready date",
        "discharges",
        FLOW,
    ),
    Measure(
        "ready_bed_days",
        "Days from ready date to discharge of those discharged in the period, by the same bands.",
        "ready date",
        "bed-days",
        BED_DAYS,
    ),
    Measure(
        "ready_same_day_share",
        "Discharged on the ready date, of all discharges.",
        "ready date",
        "share",
        SHARE,
    ),
    Measure(
        "ready_delayed_share",
        "Discharged a day or more after the ready date, of all discharges.",
        "ready date",
        "share",
        SHARE,
    ),
    Measure(
        "ready_delay_mean",
        "Mean days from ready date to discharge over all discharges.",
        "ready date",
        "days",
        MEAN,
    ),
    Measure(
        "ready_delay_mean_delayed",
        "Mean days from ready date to discharge over those of a day or more.",
        "ready date",
        "days",
        MEAN,
    ),
    Measure(
        "ready_providers",
        "Providers whose ready dates were good enough to be counted.",
        "ready date",
        "providers",
        STOCK,
    ),
    Measure(
        "ready_providers_share",
        "Providers whose ready dates were good enough, of all providers.",
        "ready date",
        "share",
        SHARE,
    ),
    Measure(
        "ready_coverage_share",
        "Discharges of a local authority's residents that came from such providers, of all.",
        "ready date",
        "share",
        SHARE,
    ),
)


def _community(suffix: str, basis: str) -> tuple[Measure, ...]:
    """The community sitrep's measures whose categories changed in October 2023."""
    return (
        Measure(
            f"community_discharges_by_destination{suffix}",
            "Discharges from community beds in the month by where to; pathway before the dot.",
            basis,
            "discharges",
            FLOW,
        ),
        Measure(
            f"community_delayed_patients_los14{suffix}",
            "Patients of 14 days' stay or more in community beds who no longer meet the criteria, "
            "by reason; average of the weekly snapshots of the month.",
            basis,
            "patients",
            STOCK,
        ),
    )


_COMMUNITY_DAILY = (
    Measure(
        "community_nctr_patients",
        "Patients in community beds who no longer met the criteria to reside on the day.",
        "community nctr",
        "patients",
        STOCK,
    ),
    Measure(
        "community_nctr_discharged",
        "Of them, those who left on the day.",
        "community nctr",
        "discharges",
        FLOW,
    ),
    Measure(
        "community_nctr_remaining",
        "Of them, those who stayed on the day.",
        "community nctr",
        "patients",
        STOCK,
    ),
)

DISCHARGE: tuple[Measure, ...] = (
    *_acute("", "nctr"),
    *_ONLY_SINCE,
    *_acute("_2022", "nctr 2022"),
    *_ONLY_BEFORE,
    *_READY,
    *_COMMUNITY_DAILY,
    *_community("", "community nctr"),
    *_community("_2023", "community nctr to October 2023"),
    *URGENT,
    *STAY,
)
