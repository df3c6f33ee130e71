"""Measures of stays counted by the place itself: bands of length, and patient-level extracts."""

from __future__ import annotations

from calibration.sitrep.measure import FLOW, STOCK, Measure

STAY = (
    Measure(
        "stays_by_los",
        "Stays that ended in the period by midnights from admission to leaving; the reason is "
        "'group:from-to'.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_by_days_to_ready",
        "Stays that ended in the period and have a ready date, by midnights from admission to it.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_without_ready_by_los",
        "Stays that ended in the period without a ready date between admission and leaving, by "
        "midnights from admission to leaving; only where other stays have one.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_by_delay",
        "Stays that ended in the period and have a ready date, by midnights from it to leaving.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_open_by_days",
        "Stays not ended on the last day of the extract, by midnights so far: censored, and "
        "length-biased if looked at alone.",
        "stays",
        "stays",
        STOCK,
    ),
    Measure(
        "stays_by_begin",
        "Stays that ended in the period by whether they had begun before its first day: where none "
        "had, the extract is of those admitted in the period, and lacks the longest.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_by_end",
        "Stays that ended in the period by how: home, care home, other hospital, died, other.",
        "stays",
        "stays",
        FLOW,
    ),
    Measure(
        "stays_by_weekday",
        "Stays that ended in the period by day of the week of admission.",
        "stays",
        "stays",
        FLOW,
    ),
)
