"""What a fit says, in lines and in plain values."""

from __future__ import annotations

from typing import Any

from calibration.fit.belief import more_runs
from calibration.fit.belief_words import combinations_in_words
from calibration.fit.fitted import TOLD, Fitted
from calibration.fit.question import Question


def time_first(question: Question, jobs: int) -> str:
    """How many runs it will take and how long, before they are run."""
    more = more_runs(question)
    seconds = question.seconds * (question.runs + more) / jobs
    long = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{max(1.0, seconds):.0f} seconds"
    return (
        f"{question.members} members in four steps and a prediction: {question.runs:,} runs, "
        f"at least {long} less what is kept of them, with up to {more:,} more for what to ask next"
    )


def time_last(runs: int, seconds: float) -> str:
    """How many runs there were and how long it took, when it has ended."""
    long = f"{seconds / 60:.1f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
    return f"{runs:,} runs; {long}, what was kept from before left out"


def told_in_words(found: Fitted) -> list[str]:
    """A line an unknown: what the targets tell of it, those told first."""
    lines = []
    for free, row in zip(found.question.frees, found.parameters().to_dict("records"), strict=True):
        before = f"{free.between(free.low, free.high)} before"
        between = free.between(row["low"], row["high"])
        if row["verdict"] == TOLD:
            says = f"{free.in_words(row['median'])}{free.of_what} (90 % {between}; {before})"
        else:
            says = f"cannot tell (90 % {between}{free.of_what}; {before})"
        lines.append((row["verdict"] != TOLD, f"{free.path}: {says}"))
    return [line for _, line in sorted(lines, key=lambda each: each[0])]


def pairs_in_words(found: Fitted) -> list[str]:
    """A sentence a pair of unknowns that cannot be told apart."""
    return [
        f"{a} and {b} cannot be told apart (correlation {r:.2f}): what is known is "
        + ("how the one stands to the other" if r > 0 else "the two together")
        for a, b, r in found.ensemble.tied
    ]


def headline(found: Fitted) -> str:
    """The answer in a sentence."""
    told, many = int(found.is_told.sum()), len(found.question.frees)
    table = found.targets()
    inside, targets = int(table["is_inside"].sum()), len(table)
    return (
        f"The targets tell {told} of {many} unknown{'s' if many != 1 else ''}; the fitted model "
        f"predicts {inside} of {targets} target{'s' if targets != 1 else ''} within its 90 % "
        "intervals"
    )


def lines_of(found: Fitted) -> list[str]:
    """What is printed when a fit has ended."""
    lines = [f"{headline(found)}.", *told_in_words(found), *combinations_in_words(found)]
    table = found.targets()
    for row in table[~table["is_inside"]].to_dict("records"):
        lines.append(
            f"not met: {row['target']}: observed {row['observed']:.4g}, predicted "
            f"{row['posterior_low']:.4g} to {row['posterior_high']:.4g}"
        )
    failed = sum(found.failures.values())
    if failed:
        lines.append(f"{failed} runs failed, mostly: {found.failures.most_common(1)[0][0]}")
    left = found.question.left_out
    if len(left):
        rows = int(left["rows"].sum())
        lines.append(f"left out: {rows:,} rows of {len(left)} figures of the table, no target's")
    return lines + [f"caution: {each}" for each in found.question.cautions]


def as_plain(found: Fitted) -> dict[str, Any]:
    """The same for programs."""
    return {
        "parameters": found.parameters().to_dict("records"),
        "targets": found.targets().astype({"first": str, "last": str}).to_dict("records"),
        "tied": [list(each) for each in found.ensemble.tied],
        "failed": dict(found.failures),
        "left_out_rows": int(found.question.left_out["rows"].sum()),
        "cautions": found.question.cautions,
    }
