"""The tidy files of a fit."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.file_said import (
    DAY,
    FLAG,
    HALF,
    NUMBER,
    OF_MEASURE,
    PLAIN,
    SCENARIO,
    TEXT,
    WHOLE,
    FileSaid,
    columns,
)

CSV = (".csv",)


def fit() -> Iterator[FileSaid]:
    """Those of ``stepdown calibrate``."""
    by = "stepdown calibrate"
    own = "of the unknown"
    drawn = ("*.*", NUMBER, own, "value of the unknown at that path of the scenario")
    yield FileSaid(
        by,
        "bank",
        (".parquet",),
        "a run of the fit",
        columns(
            ("step", WHOLE, "", "step of the smoother; the last is of the posterior draws"),
            ("member", WHOLE, "", "member of the ensemble"),
            ("seed", WHOLE, "", "seed of the run"),
            ("failed", TEXT, "", "why the run failed; empty: it did not"),
            ("figure: *", NUMBER, "of the target", "figure of the model for that target"),
            drawn,
        ),
    )
    yield FileSaid(by, "draws", PLAIN, "a posterior draw", columns(drawn))
    interval = tuple(
        (f"{when}_{end}", NUMBER, "of the target", f"{words}, {when} the fit")
        for when in ("prior", "posterior")
        for end, words in (("low", "5 %"), ("median", "middle"), ("high", "95 %"))
    )
    yield FileSaid(
        by,
        "parameters",
        (".csv",),
        "an unknown",
        columns(
            ("unknown", TEXT, "", "path of the value in the scenario"),
            ("unit", TEXT, "", "its unit"),
            ("stands", TEXT, "", "what the place says"),
            ("prior_low", NUMBER, own, "5 % of the prior"),
            ("prior_median", NUMBER, own, "middle of the prior"),
            ("prior_high", NUMBER, own, "95 % of the prior"),
            ("low", NUMBER, own, "5 % after the fit"),
            ("median", NUMBER, own, "middle after the fit"),
            ("high", NUMBER, own, "95 % after the fit"),
            ("contraction", NUMBER, "share", "1 less the variance left; 0: nothing learnt"),
            ("spread_left", NUMBER, "share", "spread after over spread before"),
            ("verdict", TEXT, "", "told, or cannot tell"),
            ("source_of_prior", TEXT, "", "who says what was believed beforehand"),
        ),
    )
    yield FileSaid(
        by,
        "targets",
        (".csv",),
        "a figure that was fitted to",
        columns(
            ("target", TEXT, "", "its name"),
            ("measure", TEXT, "", "measure of the model that counts the same"),
            ("observed", NUMBER, "of the target", "the published figure"),
            ("first", DAY, "", "first day that it is of"),
            ("last", DAY, "", "last day that it is of"),
            ("sampling", NUMBER, "share", "standard error of the counting, share of the figure"),
            ("monthly", NUMBER, "share", "standard error from month to month"),
            ("discrepancy", NUMBER, "share", "what the right numbers would still miss"),
            *interval,
            ("is_inside", FLAG, "", "whether it lies within the prediction after the fit"),
            ("source", TEXT, "", "where the figure was read"),
        ),
    )
    yield FileSaid(
        by,
        "left_out",
        (".csv",),
        "rows of the table of published figures that are no target",
        columns(
            ("measure", TEXT, "", "measure of the table"),
            ("reason", TEXT, "", "reason, pathway or band"),
            ("setting", TEXT, "", "acute, non-acute, community; empty: all"),
            ("responsible", TEXT, "", "nhs, social care, both; empty: all"),
            ("rows", WHOLE, "rows", "how many"),
        ),
    )
    yield from _told(by)


def _told(by: str) -> Iterator[FileSaid]:
    """What data are worth, what to ask for, and how the fit does on what it did not use."""
    spread = ("spread_left", NUMBER, "share", "spread that would be left, over the prior's")
    unknown = ("unknown", TEXT, "", "path of the value in the scenario")
    target = ("target", TEXT, "", "name of the target")
    yield FileSaid(
        by,
        "worth",
        CSV,
        "what a target tells of an unknown",
        columns(
            target,
            unknown,
            ("how", TEXT, "", "in_turn: with those before it; alone; without: all but it"),
            spread,
        ),
    )
    yield FileSaid(
        by,
        "ask_next",
        CSV,
        "what figures that are not there would tell of an unknown",
        columns(
            ("asked_for", TEXT, "", "what would be asked for"),
            ("figures", WHOLE, "figures", "how many figures that is"),
            unknown,
            spread,
        ),
    )
    ends = (("low", "5 %"), ("median", "middle"), ("high", "95 %"))
    predicted = tuple(
        (f"{when}_{end}", NUMBER, OF_MEASURE, f"{words} of runs, {when} the fit")
        for when in ("prior", "posterior")
        for end, words in ends
    )
    yield FileSaid(
        by,
        "unused",
        CSV,
        "a published figure of the place that is no target",
        columns(
            ("figure", TEXT, "", "its name"),
            ("measure", TEXT, "", "measure of the model"),
            ("published", NUMBER, OF_MEASURE, "the published figure"),
            ("low", NUMBER, OF_MEASURE, "lower end of its range, where there is one"),
            ("high", NUMBER, OF_MEASURE, "upper end of its range"),
            ("set_with", FLAG, "", "whether it was in sight while parameters were set by hand"),
            *predicted,
            ("is_inside", FLAG, "", "whether it meets what runs after the fit have"),
        ),
    )
    yield FileSaid(
        by,
        "differences",
        CSV,
        "a difference across what the fit leaves open of an unknown",
        columns(
            SCENARIO,
            ("figure", TEXT, "", "what differs"),
            unknown,
            ("mean", NUMBER, OF_MEASURE, "mean difference over all draws"),
            ("low", NUMBER, OF_MEASURE, "over the third of draws with its lowest values"),
            ("low_half", NUMBER, OF_MEASURE, HALF),
            ("high", NUMBER, OF_MEASURE, "over the third with its highest values"),
            ("high_half", NUMBER, OF_MEASURE, HALF),
            ("same_sign", NUMBER, "share", "draws whose difference has the sign of the mean"),
            ("verdict", TEXT, "", "whether both thirds are of one sign"),
        ),
    )
    yield FileSaid(
        by,
        "held_out",
        CSV,
        "a month of a target that was not fitted",
        columns(
            target,
            ("first", DAY, "", "first day of the month"),
            ("last", DAY, "", "last day of the month"),
            ("observed", NUMBER, "of the target", "as published"),
            ("low", NUMBER, "of the target", "5 % of the forecast"),
            ("middle", NUMBER, "of the target", "middle of the forecast"),
            ("high", NUMBER, "of the target", "95 % of the forecast"),
            ("carried", NUMBER, "of the target", "forecast with its past error carried on"),
            ("is_inside", FLAG, "", "whether the forecast holds it"),
            ("bridge", NUMBER, "ratio", "what a change of definition did to others' figures"),
            ("same month last year", NUMBER, "of the target", "a naive forecast"),
            ("last value", NUMBER, "of the target", "a naive forecast"),
            ("mean of last year", NUMBER, "of the target", "a naive forecast"),
        ),
    )
