"""The tidy files of fitted lengths of stay."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.file_said import FLAG, NUMBER, TEXT, WHOLE, FileSaid, columns

_WHOSE = (
    ("organisation", TEXT, "", "code of the provider"),
    ("group", TEXT, "", "group of patients, as in the table that was read"),
)
_DAYS, _SHARE = "days", "share"


def stays() -> Iterator[FileSaid]:
    """Those of ``stepdown stays``."""
    by = "stepdown stays"
    figures = (
        ("mean_days", _DAYS, "mean of the law"),
        ("sd_days", _DAYS, "standard deviation of the law"),
        ("median_days", _DAYS, "median of the law"),
        *(
            (f"share_{n}_midnights_or_more", _SHARE, f"share of {n} midnights or more by the law")
            for n in (7, 14, 21)
        ),
    )
    told = [
        (f"{name}{end}", NUMBER, unit, f"{says}{more}")
        for name, unit, says in figures
        for end, more in (("", ""), ("_low", ", 2.5 %"), ("_high", ", 97.5 %"))
    ]
    yield FileSaid(
        by,
        "stays",
        (".csv",),
        "a group and a law that was fitted",
        columns(
            *_WHOSE,
            ("stays", WHOLE, "stays", "how many stays were counted"),
            ("evidence", TEXT, "", "need (ready dates), totals (whole stays) or figures"),
            ("of", TEXT, "", "what the law is of: need, or whole stays"),
            ("reading", TEXT, "", "as chosen, or under which assumption or other reading"),
            ("family", TEXT, "", "family of laws"),
            ("is_chosen", FLAG, "", "whether it is the law that stays.yaml has"),
            ("is_near", FLAG, "", "whether the counts do not tell it from the best family"),
            ("aic_behind", NUMBER, "", "Akaike's criterion behind the least; empty: not compared"),
            (*("held_out_behind", NUMBER, ""), "held-out log-likelihood a patient behind the best"),
            ("held_out_error", NUMBER, "", "its standard error"),
            *told,
            ("fits_by_chance", NUMBER, _SHARE, "share of drawn counts as far from the law"),
            (
                "verdict",
                TEXT,
                "",
                "whether counts are met, and what rests on the family",
            ),
        ),
    )
    yield FileSaid(
        by,
        "bands",
        (".csv",),
        "a group, a table of counts and a band of days",
        columns(
            *_WHOSE,
            ("of", TEXT, "", "days to ready, days to leaving, or midnights so far of open stays"),
            ("from_days", WHOLE, _DAYS, "first day of the band"),
            ("to_days", WHOLE, _DAYS, "last day of the band; empty: so many or more"),
            ("observed", WHOLE, "stays", "count; empty: known as a range only"),
            ("low", WHOLE, "stays", "least that the count can be"),
            ("high", WHOLE, "stays", "greatest that the count can be"),
            ("expected", NUMBER, "stays", "expected by the law of the chosen family"),
        ),
    )
