"""The page of trusts that were fitted without a hand: errors beside naive ones, and who loses."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.fit.held_out import CALIBRATED, CANNOT_TELL, LEVEL
from calibration.fit.held_out_months import NAIVE
from calibration.fit.held_out_page import READ, percent
from calibration.trust.bands import missed
from calibration.trust.chosen import RULE
from calibration.trust.error_picture import error_picture
from calibration.trust.proof import READY, SITREP
from simulator.report.hub_page import standing_alone
from simulator.report.markdown import markdown_table
from simulator.report.picture import Picture

PAGE = "trusts.md"
ENGLAND = "England's shares"
Record = Mapping[str, Any]

_ABOUT = {
    SITREP: "Fitted: April 2023 to March 2024 of the daily discharge sitrep and of beds. Held out: "
    "April 2024 to March 2025.",
    READY: "Fitted: April to September 2024 of discharge-ready dates, which do not go back to "
    "2023-24 in these files. Held out: October 2024 to March 2025. No same month of last year.",
}
_NOT_HELD = (
    "**Not held out.** Pathway shares are published here only as one total of June 2024 to March "
    "2025 and put into the places as they are: there is nothing to hold out. Mean and median stay "
    "and reasons for delay are of 2024-25 too and set the places' starting values, so that the "
    "places have seen that much of the year that is predicted; its remaining patients, discharges, "
    "beds, weekends and bands of delay they have not, but for the total of the bands in the six "
    "months that the second fit is made to."
)
_SEEN = (
    "How places are drafted was settled after months held out of RCF and RGR had been looked at, "
    "so for those two this is no clean test; those of the other trusts had not been seen."
)
_BREAK = (
    "**The definition changed on 27 May 2024.** Months from then on are of another measure. Every "
    "forecast of them, the naive ones too, is multiplied by what the change did to the other "
    "trusts (median of four weeks after over four before), and the spread of that among them is "
    "in the intervals. Beds have no such break."
)
_BANDS = (
    "Bands of days after the ready date are published as one total of 2024-25. They are never "
    "fitted: the second fit knows only how many were late and for how long on average, in half of "
    "that year. Error is the share of late discharges that a prediction puts into another band; "
    "beside it what is said without a model, that the bands are England's. In brackets: 90 % "
    "intervals, with 10 % for what the model misses."
)
_WINDOW = (
    "Runs are short, since a fit is hundreds of them: 60 days to fill and 120 days of results in "
    "months of about average demand; predictions are of the whole held-out period, one run for "
    "each of 40 draws. Each fit is 100 members in four steps."
)


def write_page(
    records: Sequence[Record], sizes: pd.Series, docs: Path, asked: Sequence[str] = ()
) -> list[Path]:
    """Write the page and its pictures; the files, the page first. Equal records, equal files.

    ``asked``: codes of all trusts that the rule takes, those included that have not been run.
    """
    docs.mkdir(parents=True, exist_ok=True)
    parts, files = [], []
    for part in (SITREP, READY):
        of_part = [one for one in records if one["part"] == part]
        if of_part:
            text, drawn = _part(part, of_part, docs)
            parts += [text, *_not_run(of_part, asked)]
            files += drawn
    banded = [one for one in records if one.get("bands")]
    if banded:
        text, drawn = _bands(banded, docs)
        parts.append(text)
        files += drawn
    page = docs / PAGE
    page.write_text(_page(records, parts, sizes, asked), encoding="utf-8", newline="\n")
    return [page, *files]


def _page(
    records: Sequence[Record], parts: Sequence[str], sizes: pd.Series, asked: Sequence[str]
) -> str:
    codes = list(dict.fromkeys(one["code"] for one in records))
    missing = [code for code in asked if code not in codes]
    taken = f"taken: {', '.join(asked or codes)}."
    if missing:
        taken += f" **Not run yet: {', '.join(missing)}**, so this is the smaller end of them."
    says = [
        "# Trusts fitted without a hand",
        _wrapped(
            f"{len(codes)} acute trusts, each made a place and a fit from published files by one "
            "command, fitted to one period and held to the months after it. This page is written "
            "by `python3 dev.py trusts`."
        ),
        f"**{_wrapped(answer(records))}**",
        "## Which trusts",
        _wrapped(f"{RULE} {len(sizes)} are let in; {taken}"),
        _wrapped(_SEEN),
        *parts,
        *_versions(records),
        "## What to know of this",
        *(_wrapped(text) for text in (READ, _BREAK, _NOT_HELD, _WINDOW)),
        "## Starting values, fitted values",
        _parameters(records),
    ]
    return "\n\n".join(says) + "\n"


def _not_run(records: Sequence[Record], asked: Sequence[str]) -> list[str]:
    """Which of the trusts that the rule takes are not in a part."""
    missing = [code for code in asked if code not in {record["code"] for record in records}]
    return [_wrapped(f"**Not run in this part: {', '.join(missing)}.**")] if missing else []


def _versions(records: Sequence[Record]) -> list[str]:
    """Which fits were made by another version of the fitting code than the last ones, if any."""
    found = [record.get("version", "") for record in records]
    newest = max(filter(None, found), key=found.count, default="")
    old = [
        f"{record['code']} ({record['part'].replace('_', ' ')})"
        for record, version in zip(records, found, strict=True)
        if version != newest
    ]
    says = "Made by an earlier version of the fit than the others, and not run again since: "
    return [_wrapped(f"{says}{', '.join(old)}.")] if old else []


def answer(records: Sequence[Record]) -> str:
    """What came of it, in two sentences."""
    told = [one for record in records for one in record.get("verdicts", ())]
    told = [one for one in told if one["verdict"] != CANNOT_TELL]
    good = sum(one["verdict"] == CALIBRATED for one in told)
    inside, months = (sum(one[name] for one in told) for name in ("covered", "months"))
    stopped = sum("stopped" in record for record in records)
    if not told:
        return "No held-out month could be told."
    fits = "fit" if stopped == 1 else "fits"
    ends = f" {stopped} {fits} stopped: no prior could produce a target." if stopped else ""
    return (
        f"Of {len(told)} figures of trusts, {good} are calibrated by the rule: in the months held "
        f"out the fit was no worse than the same month of last year, the last value and the last "
        f"year's mean. Its 90 % intervals held {inside} of {months} months "
        f"({inside / months:.0%}).{ends}"
    )


def _part(part: str, records: Sequence[Record], docs: Path) -> tuple[str, list[Path]]:
    frame = pd.DataFrame(
        [
            {"code": record["code"], **one}
            for record in records
            for one in record.get("verdicts", ())
            if one["months"]
        ]
    )
    lines = [f"## {'The daily sitrep and beds' if part == SITREP else 'Discharge-ready dates'}"]
    lines.append(_wrapped(_ABOUT[part]))
    files: list[Path] = []
    for at, (target, of) in enumerate(frame.groupby("target", sort=False) if len(frame) else []):
        picture = error_picture(str(target), of, f"{part.replace('_', '-')}-{at + 1}")
        files.append(_drawn(picture, docs))
        lines += [f"### {picture.title}", f"![{picture.alt}]({files[-1].name})", _table(of)]
    lines += _left(records)
    return "\n\n".join(lines), files


def _drawn(picture: Picture, docs: Path) -> Path:
    file = docs / f"trusts-{picture.name}.svg"
    file.write_text(standing_alone(picture), encoding="utf-8", newline="\n")
    return file


def _bands(records: Sequence[Record], docs: Path) -> tuple[str, list[Path]]:
    """Bands of delay of each trust, and how far off they are beside England's."""
    rows = [
        {
            "code": record["code"],
            "error": missed(record["bands"], "middle"),
            ENGLAND: missed(record["bands"], "england"),
        }
        for record in records
    ]
    picture = error_picture(
        "Bands of delay", pd.DataFrame(rows), "bands", (ENGLAND,), "late discharges, by band"
    )
    file = _drawn(picture, docs)
    every = [each for record in records for each in record["bands"]]
    inside = sum(each["low"] <= each["observed"] <= each["high"] for each in every)
    names = [f"{each['band']} days" for each in records[0]["bands"]]
    table = markdown_table(
        ("Trust", "Fit puts elsewhere", "England's shares put elsewhere", *names),
        [_band_row(row, record["bands"]) for row, record in zip(rows, records, strict=True)],
    )
    says = f"Intervals hold {inside} of {len(every)} ({inside / len(every):.0%}; 90 % is asked)."
    lines = ["## Bands of delay", _wrapped(f"{_BANDS} {says}"), f"### {picture.title}"]
    lines += [f"![{picture.alt}]({file.name})", table]
    lines.append(
        "Each cell: observed, then the fit with its interval, in per cent of late discharges."
    )
    return "\n\n".join(lines), [file]


def _band_row(row: Mapping[str, Any], bands: Sequence[Record]) -> tuple[str, ...]:
    cells = [
        f"{100 * one['observed']:.0f}; {100 * one['middle']:.0f} "
        f"({100 * one['low']:.0f} to {100 * one['high']:.0f})"
        for one in bands
    ]
    return (row["code"], percent(row["error"]), percent(row[ENGLAND]), *cells)


def _table(of: pd.DataFrame) -> str:
    rows = [
        (
            one["code"],
            f"{one['observed']:.3g}",
            percent(one["error"]),
            percent(one["carried"]),
            *(percent(one[name]) for name in NAIVE),
            f"{one['covered']} of {one['months']}",
            one["verdict"],
        )
        for one in of.to_dict("records")
    ]
    middle = of[["error", "carried", *NAIVE]].astype(float).median(skipna=True)
    inside, months = int(of["covered"].sum()), int(of["months"].sum())
    ends = f"{inside} of {months} ({inside / months:.0%}; {LEVEL:.0%} is asked)"
    rows.append(("middle", "", *(percent(float(x)) for x in middle), ends, ""))
    heads = ("Trust", "Observed", "Fit", "Fit, carried on", *(x.capitalize() for x in NAIVE))
    return markdown_table((*heads, "Within 90 %", "Verdict"), rows)


def _left(records: Sequence[Record]) -> list[str]:
    """Fits that stopped, and figures that were no targets, by trust."""
    found = [
        f"- {record['code']}: {text}"
        for record in records
        for text in [*record.get("stopped", ()), *record.get("left_out", ())]
    ]
    return ["Stopped or left out:", "\n".join(found)] if found else []


def _parameters(records: Sequence[Record]) -> str:
    rows = [
        (
            record["code"],
            record["part"].replace("_", " "),
            one["unknown"],
            f"{one['prior_median']:.3g} ({one['prior_low']:.3g} to {one['prior_high']:.3g})",
            f"{one['median']:.3g} ({one['low']:.3g} to {one['high']:.3g})",
            one["unit"] or "share",
            one["verdict"],
        )
        for record in records
        for one in record.get("parameters", ())
    ]
    heads = ("Trust", "Fit", "Unknown", "Prior, 90 %", "Posterior, 90 %", "In", "Told")
    return markdown_table(heads, rows)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(" ".join(text.split()), 100, break_on_hyphens=False))
