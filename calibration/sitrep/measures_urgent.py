"""Measures of the urgent and emergency care sitrep, A&E and urgent community response."""

from __future__ import annotations

from calibration.sitrep.measure import FLOW, SHARE, STOCK, Measure

URGENT = (
    Measure(
        "uec_beds_available",
        "Beds open, by kind of bed; the day, or the average over the days of the month.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure(
        "uec_beds_core",
        "Beds open that are funded all year, by kind of bed.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure(
        "uec_beds_escalation",
        "Beds open beside the core, by kind of bed.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure(
        "uec_beds_unavailable",
        "Beds open that could not be used (void or closed), by kind of bed.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure(
        "uec_beds_occupied",
        "Beds occupied, by kind of bed; the day, or the average over the days of the month.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure(
        "uec_bed_occupancy",
        "Occupied over available, by kind of bed.",
        "uec sitrep",
        "share",
        SHARE,
    ),
    Measure(
        "uec_long_stay_beds",
        "General and acute beds with patients whose stay has lasted so long; bands are nested.",
        "uec sitrep",
        "beds",
        STOCK,
    ),
    Measure("ae_attendances", "Attendances at A&E of every type.", "a&e", "attendances", FLOW),
    Measure("ae_over_4_hours", "Attendances of more than four hours.", "a&e", "attendances", FLOW),
    Measure(
        "ae_over_4_hours_share",
        "Attendances of more than four hours, of all.",
        "a&e",
        "share",
        SHARE,
    ),
    Measure(
        "ae_emergency_admissions",
        "Emergency admissions, through A&E and otherwise.",
        "a&e",
        "admissions",
        FLOW,
    ),
    Measure(
        "ae_admission_over_4_hours",
        "Emergency admissions more than four hours after the decision to admit.",
        "a&e",
        "admissions",
        FLOW,
    ),
    Measure(
        "ae_admission_over_4_hours_share",
        "Emergency admissions more than four hours after the decision, of all.",
        "a&e",
        "share",
        SHARE,
    ),
    Measure(
        "response_within_2_hours",
        "Two-hour referrals that were seen within two hours, of all in scope.",
        "urgent community response",
        "share",
        SHARE,
    ),
    Measure(
        "response_referrals",
        "Referrals in the month in scope of the two-hour standard, rounded to five.",
        "urgent community response",
        "referrals",
        FLOW,
    ),
    Measure(
        "response_contacts",
        "Care contacts in the month of urgent community response, rounded to five.",
        "urgent community response",
        "contacts",
        FLOW,
    ),
)
