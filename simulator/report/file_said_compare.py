"""The tidy files of a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.file_said import (
    DIFFERENCE,
    FLAG,
    HALF,
    MEASURE,
    NUMBER,
    OF_MEASURE,
    PAIRED,
    PLAIN,
    REPLICATION,
    SCENARIO,
    TEXT,
    WHOLE,
    YEAR,
    FileSaid,
    N,
    columns,
)


def comparison() -> Iterator[FileSaid]:
    """Those of ``stepdown compare``."""
    by = "stepdown compare"
    yield FileSaid(
        by, "differences", PLAIN, "a figure against the reference", columns(SCENARIO, *PAIRED)
    )
    yield FileSaid(
        by,
        "changes",
        PLAIN,
        "a figure with some of the changes against that without (with --explain)",
        columns(
            SCENARIO,
            ("part", TEXT, "", "in the written order, alone, all changes together …"),
            ("change", TEXT, "", "the change, in words"),
            *PAIRED,
        ),
    )
    yield FileSaid(
        by,
        "replications",
        (".parquet",),
        "a value of a measure in a replication of a scenario",
        columns(
            SCENARIO,
            REPLICATION,
            *MEASURE,
            ("value", NUMBER, OF_MEASURE, "the value; missing: nothing to measure"),
        ),
    )
    yield FileSaid(
        by,
        "averages",
        (".csv",),
        "a care setting of a scenario: what averages would say, beside the simulation",
        columns(
            SCENARIO,
            ("care_setting", TEXT, "", "care setting"),
            ("open", NUMBER, "places", "places open; missing: without end"),
            ("by_averages", NUMBER, "patients", "arrivals a day times mean stay, no queues"),
            ("simulated", NUMBER, "patients", "as simulated"),
            ("half_width", NUMBER, "patients", HALF),
            ("longer_stays", NUMBER, "patients", "of the gap: stays longer than with no queue"),
            ("more_stays", NUMBER, "patients", "of the gap: more, or fewer, stays begun"),
            ("days_full", NUMBER, "share", "share of days on which it is full; missing: unknown"),
        ),
    )
    yield from _money(by)


def _money(by: str) -> Iterator[FileSaid]:
    basis = ("basis", TEXT, "", "what freed beds are worth: priced, room only, or closed")
    kept = [each for each in MEASURE if each[0] in _OF_MONEY]
    yield FileSaid(
        by, "money", PLAIN, "who pays what", columns(SCENARIO, basis, *kept, N, *DIFFERENCE)
    )
    yield FileSaid(
        by,
        "money_beds",
        PLAIN,
        "beds freed in a care setting, as room or closed",
        columns(SCENARIO, ("care_setting", TEXT, "", "care setting"), N, *_BEDS),
    )
    yield FileSaid(
        by,
        "money_ratios",
        PLAIN,
        "cost of a delayed bed-day avoided, with Fieller's interval",
        columns(SCENARIO, basis, *_RATIOS[:1], N, *_RATIOS[1:]),
    )


_OF_MONEY = {"measure", "care_setting", "handoff", "organisation", "band"}
_BEDS = (
    ("bed_days_released", NUMBER, "bed-days a year", "occupied bed-days fewer"),
    ("bed_days_half_width", NUMBER, "bed-days a year", HALF),
    ("beds_freed", NUMBER, "beds", "occupied beds fewer on average"),
    ("beds_half_width", NUMBER, "beds", HALF),
    ("more_empty_beds", NUMBER, "beds", "open and empty beds more on average"),
    ("more_empty_half_width", NUMBER, "beds", HALF),
    ("together", WHOLE, "", "intervals that hold together"),
    ("occupancy_reference", NUMBER, "share", "occupancy in the reference"),
    ("occupancy", NUMBER, "share", "occupancy in the scenario"),
    ("whole_beds", WHOLE, "beds", "whole beds surely freed: the lower end of the interval"),
    ("beds_closed", WHOLE, "beds", "of them those in whole bays and units, which could close"),
    ("occupancy_closed", NUMBER, "share", "occupancy with those beds closed"),
    ("bed_day_variable", NUMBER, "currency a bed-day", "price of a day on which somebody is in it"),
    ("bed_year_fixed", NUMBER, "currency a bed a year", "price of having it open"),
    (
        "bed_year_staffing",
        NUMBER,
        "currency a bed a year",
        "price of its staff, where a rule says it",
    ),
    ("is_split", FLAG, "", "whether anything but the occupied day is priced"),
    ("room_saves", NUMBER, YEAR, "saved if beds stay open as room"),
    ("room_half_width", NUMBER, YEAR, HALF),
    ("closing_saves", NUMBER, YEAR, "saved if those beds close"),
)
_RATIOS = (
    ("delayed_in", TEXT, "", "where delayed bed-days are counted"),
    ("cost_per_year", NUMBER, YEAR, "mean cost more"),
    ("cost_half_width", NUMBER, YEAR, HALF),
    ("cost_is_most", FLAG, "", "whether the cost is an upper limit"),
    ("delayed_bed_days_avoided", NUMBER, "bed-days a year", "mean delayed bed-days fewer"),
    ("avoided_half_width", NUMBER, "bed-days a year", HALF),
    ("ratio", NUMBER, "currency a bed-day", "cost of one avoided; missing: not known"),
    ("low", NUMBER, "currency a bed-day", "lower end of its 95 % interval"),
    ("high", NUMBER, "currency a bed-day", "upper end of its 95 % interval"),
    ("together", WHOLE, "", "intervals that hold together"),
    ("says", TEXT, "", "what may be said of it"),
)
