"""Which figure of the model counts the same as which published one.

Delayed transfers of care (DTOC), those who no longer meet the criteria to reside (NCTR) and
discharge-ready dates are three definitions, and no measure of the model is paired with two of them.
A pair that is not here is refused unless the fit file says why it may stand. Beds of the community
bed audit are not here: it counts beds in use or commissioned, shut ones too, inside the NHS and
outside, and the model the beds that are open.
"""

from __future__ import annotations

from calibration.sitrep.measures import MEASURES

_DELAYED = {"delayed_bed_days": "per_day", "delayed_patients": "mean"}
_REMAINING = {"nctr_remaining": "mean"}

# Published measure -> measure of the model -> its statistic.
_SAME: dict[str, dict[str, str]] = {
    "dtoc_delayed_days": _DELAYED,
    "dtoc_beds": _DELAYED,
    "dtoc_patients": {"delayed_patients": "mean"},
    "nctr_patients": {"nctr": "mean"},
    "nctr_discharged": {"nctr_discharged": "per_day"},
    "nctr_remaining": _REMAINING,
    "nctr_patients_2022": {"nctr": "mean"},
    "nctr_discharged_2022": {"nctr_discharged": "per_day"},
    "nctr_remaining_2022": _REMAINING,
    "discharges_by_pathway": {"discharges": "per_day"},
    "discharges_by_pathway_2022": {"discharges": "per_day"},
    "community_nctr_patients": {"nctr": "mean"},
    "community_nctr_discharged": {"nctr_discharged": "per_day"},
    "community_nctr_remaining": _REMAINING,
    "ready_delayed_share": {"after_ready_date": "share"},
    "ready_delay_mean_delayed": {"days_after_ready_date": "mean"},
    "ready_bed_days": {"beds_after_ready_date": "mean"},
    "beds_available": {"open_places": "mean"},
    "beds_occupied": {"midnight_census": "mean"},
    "bed_occupancy": {"midnight_occupancy": "mean"},
    "community_los_mean": {"length_of_stay": "mean"},
    "los_mean": {"length_of_stay": "mean"},
}
# Same definition, and yet not quite the same people: said with every target that is of them.
_PLANNED = (
    "the model counts everyone declared ready, the sitrep adults whom a trust records, about 12 % "
    "fewer than leave in England; a place with children or planned stays comes out above it"
)
_CAUTIONS = {
    **dict.fromkeys(("nctr_discharged", "nctr_discharged_2022"), _PLANNED),
    **dict.fromkeys(("nctr_patients", "nctr_patients_2022"), _PLANNED),
    "ready_bed_days": "published of people of 16 and over and of providers whose ready dates were "
    "good enough; months without are no zeros, and are left out",
}
_MIXED = frozenset({"", "non-acute"})
SAME = {name: pairs for name, pairs in _SAME.items() if name in MEASURES}


def statistic_of(published: str, measure: str) -> str:
    """The statistic of the model's measure that counts the same; '' where none is known to."""
    return SAME.get(published, {}).get(measure, "")


def caution_of(published: str) -> str:
    """What a reader must know of a pair that counts the same; '' where there is nothing."""
    return _CAUTIONS.get(published, "")


def mixture_of(published: str, setting: str) -> str:
    """What else is in a figure than one place's patients, in words; '' where nothing is.

    Delayed transfers outside acute hospitals are of community and of mental health beds together:
    a share of them has to be stated before they are held beside a community hospital.
    """
    if not published.startswith("dtoc_") or setting not in _MIXED:
        return ""
    both = "acute, community and mental health" if not setting else "community and mental health"
    return f"{published} of setting '{setting or 'all'}' is of {both} beds together"


def matches_of(published: str) -> str:
    """The measures of the model that count the same, in words."""
    return ", ".join(SAME.get(published, ())) or "none that is known"
