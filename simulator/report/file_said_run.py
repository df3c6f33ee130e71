"""The tidy files of a run."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.file_said import (
    DAY,
    HALF,
    MEASURE,
    NUMBER,
    OF_MEASURE,
    REPLICATION,
    SCENARIO,
    TEXT,
    WHOLE,
    FileSaid,
    N,
    columns,
)


def run() -> Iterator[FileSaid]:
    """Those of ``stepdown run``."""
    yield FileSaid(
        "stepdown run",
        "replications",
        (".parquet",),
        "a value of a measure in a replication",
        columns(
            REPLICATION,
            *MEASURE,
            ("value", NUMBER, OF_MEASURE, "the value; missing: nothing to measure"),
            SCENARIO,
        ),
    )
    yield FileSaid(
        "stepdown run",
        "summary",
        (".csv",),
        "a measure over all replications",
        columns(
            *MEASURE,
            N,
            ("mean", NUMBER, OF_MEASURE, "mean over replications"),
            ("sd", NUMBER, OF_MEASURE, "standard deviation over replications"),
            ("half_width", NUMBER, OF_MEASURE, HALF),
            ("relative_half_width", NUMBER, "share", "half-width over the mean's size"),
            ("minimum", NUMBER, OF_MEASURE, "least over replications"),
            ("maximum", NUMBER, OF_MEASURE, "most over replications"),
            ("draws", WHOLE, "draws", "draws of a fit in the half-width; 0: noise alone"),
        ),
    )
    yield FileSaid(
        "stepdown run",
        "daily",
        (".parquet",),
        "a day of a replication, warm-up included, counted just before the midnight that ends it",
        columns(
            REPLICATION,
            ("date", DAY, "", "the date that ends"),
            ("census: *", WHOLE, "patients", "in the care setting"),
            ("open: *", WHOLE, "places", "open in the care setting"),
            ("nctr: *", WHOLE, "patients", "there who no longer meet the criteria to reside"),
            ("waiting: *", WHOLE, "patients", "waiting for a place in the care setting"),
            (
                "delayed: *",
                WHOLE,
                "patients",
                "delayed in acute beds under the reason of that code",
            ),
        ),
    )
    yield FileSaid(
        "stepdown run",
        "events",
        (".parquet",),
        "an event of a patient in replication 1, in order of time (opens in vidigi)",
        columns(
            ("entity_id", WHOLE, "", "patient"),
            ("event_type", TEXT, "", "arrival_departure, queue, resource_use, resource_use_end"),
            (
                *("event", TEXT, ""),
                "`arrival`, `depart`, `wait for SETTING`, `SETTING: UNIT`, `SETTING: UNIT ends`",
            ),
            ("time", NUMBER, "minutes", "from the start of the run, warm-up included"),
            ("pathway", TEXT, "", "pathway"),
            ("run_number", WHOLE, "", "1"),
            ("resource_id", WHOLE, "", "which place of the unit, from 1; missing: none is used"),
        ),
    )
