"""A standard in words: from what to what, within what."""

from __future__ import annotations

from simulator.scenario.standard import Standard
from simulator.scenario.word import percent

STARTS = {"asked": "asked for", "arrived": "arrival", "ready": "ready to leave the place before"}
ENDS = {
    "care_setting": {"started": "being there", "reserved": "a place found", "left": "leaving it"},
    "handoff": {"started": "begun", "ended": "done"},
}


def standard_in_words(standard: Standard) -> str:
    """What it is about, its clock, its limit and its target."""
    about = standard.care_setting or standard.handoff
    target = percent(standard.target)
    return f"{about}: {target} {limit_in_words(standard)}, {clock_in_words(standard)}"


def clock_in_words(standard: Standard) -> str:
    """From what to what it counts, like 'from asked for to being there'."""
    kind = "handoff" if standard.care_setting is None else "care_setting"
    clock = standard.clock
    starts = STARTS[clock.starts]
    if clock.starts == "ready" and clock.ends == "left":
        starts = "ready to leave"
    return f"from {starts} to {ENDS[kind].get(clock.ends, clock.ends)}"


def limit_in_words(standard: Standard) -> str:
    """Its limit and the calendar that it runs on, like 'within 2 working days (mon-fri ...)'."""
    within, is_by_date = standard.within, standard.clock.counts == "dates"
    if is_by_date and within.amount == 0:
        return "on the same date"
    words = f"within {within}"
    if is_by_date:
        words += ", by date"
    if standard.hours is None:
        return words
    holidays = {"as_sunday": "bank holidays as Sundays", "as_usual": "bank holidays as usual"}
    return f"{words} ({standard.hours}; {holidays[standard.bank_holidays]})"
