"""Tables of what is not known and what is luck: of a run, and of differences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from simulator.experiment.batch import BatchResult
from simulator.experiment.comparison import Comparison
from simulator.experiment.draws_split import Split
from simulator.report.comparison_cells import bare_difference, names_of
from simulator.report.draws_picture import Bars, split_picture
from simulator.report.draws_words import ranges_of, share_text, verdict_of
from simulator.report.effect_words import signed
from simulator.report.estimate import Estimate, decimals, rounded
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.picture import Picture
from simulator.report.table import Column, Said, Table, unit_of
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key
from simulator.results.verdict import Verdict

ANCHOR, TITLE = "not-known", "What is not known, and what is luck"
MEASURES = ("occupancy", "census", "delayed_patients", "waiting_for_place", "discharges")
NOTE = (
    "Ranges hold 95 %. What is not known: how far the long-run figure may lie from this one, for "
    "all that the fit tells; more replications do not narrow it, more or better local figures do. "
    "Luck of one run: how much one period of this length differs from the next, all known. "
    "Simulation noise: how sure the average is for the draws that were run; more replications "
    "narrow it. Part that is not known: of the variance of runs, by a one-way analysis of variance "
    "over the draws, with its exact 95 % interval for normal figures; “cannot tell” where that "
    "holds a half."
)


def split_part(result: BatchResult, names: Names) -> tuple[Picture, Table] | None:
    """Of a run; None where it took no draws."""
    found = result.split
    if found is None:
        return None
    summary = result.summary
    rows: list[tuple[str | Said, ...]] = []
    bars = []
    places = Known.of(result).places
    for at, key in _headlines(summary.keys, places):
        mean = float(summary.mean[at])
        if not abs(mean) > 0 or not found.half_width[at] > 0:
            continue
        label = f"{REGISTRY[key.measure].title}, {names.place(_place(key))}"
        estimate = Estimate(
            mean, float(summary.half_width[at]), summary.replications, summary.replications
        )
        unit = unit_of(key)
        text = Said(estimate.text(unit.scale, f" {unit.name}"), estimate)
        rows.append((label, text, *_parts(found, at, unit.scale), verdict_of(found, at)))
        bars.append(_bars(found, at, label, mean))
    if not rows:
        return None
    heads = ("Figure", "Average, ± all that the ranges hold", "What is not known")
    table = _table("Not known and luck", heads, rows)
    return split_picture(bars, "run"), table


def _parts(found: Split, at: int, scale: float) -> Iterator[str]:
    for each in ranges_of(found):
        yield _half(float(each[at]) * scale)
    yield share_text(found, at)


def _half(half: float) -> str:
    if math.isnan(half):
        return "cannot tell"
    return f"± {rounded(half, decimals(half))}" if half > 0 else "none seen"


def _table(name: str, heads: tuple[str, ...], rows: list[tuple[str | Said, ...]]) -> Table:
    more = ("Luck of one run", "Simulation noise", "Part that is not known", "Which is more")
    columns = tuple(map(Column, (*heads, *more)))
    return Table(name, TITLE, columns, tuple(rows), NOTE, is_open=True)


def _bars(found: Split, at: int, label: str, mean: float) -> Bars:
    unknown, luck, _ = (float(each[at]) / abs(mean) for each in ranges_of(found))
    return Bars(label, unknown, luck, verdict_of(found, at))


def _headlines(keys: tuple[Key, ...], places: Sequence[str]) -> list[tuple[int, Key]]:
    """Figures of whole places that people ask for first."""
    found = [
        (MEASURES.index(key.measure), at, key)
        for at, key in enumerate(keys)
        if key.measure in MEASURES
        and _place(key) in places
        and sum(map(bool, key.where)) == 1
        and key.statistic == REGISTRY[key.measure].statistics[0]
    ]
    return [(at, key) for _, at, key in sorted(found, key=lambda each: each[:2])]


def _place(key: Key) -> str:
    return key.where[DIMENSIONS.index("care_setting")]


DIFFERENCES = (
    "Differences of the scenarios on the same patients and the same draws. With what is not known: "
    "± as everywhere on this page. Chance alone: ± of the mean over the draws that were run, as if "
    "one of them were true; a decision on that range takes what is not known for known. Holds in: "
    "draws whose mean difference has the sign of the average."
)


def difference_table(comparison: Comparison) -> Table | None:
    """Of a comparison; None where no scenario took the draws of the reference."""
    names, places = names_of(comparison), Known.of(comparison.results[0]).places
    rows: list[tuple[str | Said, ...]] = []
    for arm, paired, found in zip(
        comparison.others, comparison.paired, comparison.splits, strict=False
    ):
        if found is None:
            continue
        for at, key in _headlines(paired.keys, places):
            effect = paired.effect(key)
            if effect is None or effect.verdict in {Verdict.ABSENT, Verdict.SAME}:
                continue
            unit = unit_of(key)
            label = f"{REGISTRY[key.measure].title}, {names.place(_place(key))}"
            alone = float(found.noise_half_width[at]) * unit.scale
            rows.append(
                (
                    arm.title,
                    label,
                    Said(f"{signed(effect)} {unit.name}", bare_difference(effect).figure),
                    _half(alone),
                    f"{_holding(found, at)} of {int(found.draws[at])} draws",
                    share_text(found, at),
                    verdict_of(found, at),
                )
            )
    heads = ("Scenario", "Figure", "Difference, with what is not known", "Chance alone", "Holds in")
    columns = (*heads, "Part that is not known", "Which is more")
    if not rows:
        return None
    return Table("Not known", TITLE, tuple(map(Column, columns)), tuple(rows), DIFFERENCES)


def _holding(found: Split, at: int) -> int:
    part = found.higher if found.mean[at] > 0 else found.lower
    return int(np.rint(part[at] * found.draws[at]))
