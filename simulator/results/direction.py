"""Which way of a figure is better, where that is beyond dispute."""

from __future__ import annotations

from typing import Literal

from simulator.results.measures import Key

Direction = Literal["lower", "higher", ""]

_LOWER = frozenset(
    (
        *("delayed_patients", "delayed_bed_days", "delayed_share_of_occupied"),
        *("delayed_share_of_open", "delay_length", "nctr", "nctr_remaining", "nctr_share"),
        *("after_ready_date", "days_after_ready_date", "beds_after_ready_date"),
        *("wait_for_place", "waits_over", "waiting_for_place", "waiting_for_handoff"),
        *("wait_for_review", "response_time", "completion_time", "standard_breaches"),
        *("days_over_92", "days_full", "lost_bed_days", "lost", "postponed"),
        *("out_of_area_days", "placed_out_of_area", "days_until_back", "visits_not_delivered"),
        *("relapses", "deaths", "long_stays", "long_stay_bed_days"),
    )
)
_HIGHER = frozenset(("standard_met", "standard_reached", "brought_back"))
_NO_AMOUNT = frozenset(("n", "sd", "open"))


def better(key: Key) -> Direction:
    """Which way is better for patients; '' where it depends, as of cost, census or discharges."""
    if key.statistic in _NO_AMOUNT:
        return ""
    if key.measure in _LOWER:
        return "lower"
    return "higher" if key.measure in _HIGHER else ""
