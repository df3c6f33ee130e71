"""The page of response standards, for whoever decides on one without running anything."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.comparison import Comparison
from simulator.experiment.library import Runner
from simulator.experiment.promises import measured_alike
from simulator.report.comparison_answer import warnings_of
from simulator.report.evidence_claim import Responses
from simulator.report.markdown import as_markdown, markdown_table
from simulator.report.response_answer import clauses
from simulator.report.response_promise import Promise, kept, met, promises
from simulator.report.response_tables import people, response_tables
from simulator.scenario.schema import Assumption

WIDTH = 100
SAME_PEOPLE = (
    "Teams have the same people in all of them: a scenario says what other hours do with those "
    "there are, not what weekends would cost. What more people would do is asked with "
    "`stepdown size`."
)


def compare_responses(asked: Responses, scenarios: Path, runner: Runner) -> Comparison:
    """The scenarios of response standards against today, each measured by all of the standards.

    Raises:
        InputError: a scenario cannot be run.
    """
    files = [scenarios / name for name in (asked.reference, *asked.scenarios)]
    return runner.compare(arms_of(measured_alike(prepare_all([(file, ()) for file in files]))))


def response_page(comparison: Comparison, made: Sequence[str]) -> str:
    """The page as Markdown, the same for equal results. ``made``: how it was made, in lines."""
    asked = promises(comparison)
    decision, every, week = response_tables(comparison)
    parts = [
        "# Response standards, side by side",
        _wrapped(
            "How soon people are answered who leave hospital, or could stay out of it, under each "
            "way of responding. This page is written by a command and not by hand."
        ),
        "\n".join(_answer(clauses(comparison, asked))),
        "\n".join(_wrapped(each) for each in made),
        f"## {decision.title}",
        as_markdown(decision),
        _wrapped(decision.note),
        "## Share of each promise that is met, in %",
        _matrix(comparison, asked),
        _wrapped(
            "Every promise is measured in every scenario; in bold where the scenario makes it. "
            "± half-width of the 95 % interval, chance alone. Kept: the interval lies at "
            "or above the target; missed: below it."
        ),
        f"## {week.title}",
        as_markdown(week),
        _wrapped(week.note),
        f"## {every.title}",
        as_markdown(every),
        _wrapped(every.note),
        "## What the scenarios are",
        "\n".join(_bullets(comparison.arms[1:])),
        "## Before using it",
        "\n".join(_cautions(comparison)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _answer(told: Sequence[str]) -> Iterator[str]:
    """The first clause as a sentence, the others under it."""
    if told:
        yield _wrapped(f"**The model estimates: {told[0]}.**")
        yield ""
    for each in told[1:]:
        yield _bullet(f"{each[:1].upper()}{each[1:]}.")


def _matrix(comparison: Comparison, asked: Sequence[Promise]) -> str:
    """A row a promise, a column a scenario."""
    heads = ("Promise", "Target", *(arm.title for arm in comparison.arms))
    rows = []
    for promise in asked:
        target = promise.standard.target
        cells = [promise.title, f"{target * 100:g}"]
        for at, arm in enumerate(comparison.arms):
            share = met(comparison, promise, at)
            said = f"{share.text(100)}, {kept(share, target).value}"
            cells.append(f"**{said}**" if arm.label in promise.by else said)
        rows.append(cells)
    return markdown_table(heads, rows)


def _bullets(arms: Sequence[Arm]) -> Iterator[str]:
    for arm in arms:
        said = " ".join(" ".join(each.says.split()) for each in _own_assumptions(arm, arms))
        question = " ".join((arm.loaded.scenario.question or "").split())
        yield _bullet(f"**{arm.title}** (`{Path(arm.loaded.path).name}`): {question} {said}")


def _own_assumptions(arm: Arm, arms: Sequence[Arm]) -> list[Assumption]:
    """Those that not all of the scenarios make."""
    others = [{each.says for each in one.loaded.scenario.assumptions} for one in arms]
    return [
        each
        for each in arm.loaded.scenario.assumptions
        if not all(each.says in one for one in others)
    ]


def _cautions(comparison: Comparison) -> Iterator[str]:
    yield _bullet(
        "The ranges are of chance alone. Hours, lead times and the room that teams have were set "
        "by judgement or by hand, and what is wrong with them is in no range."
    )
    asked = promises(comparison)
    if len({people(arm, asked) for arm in comparison.arms}) == 1:
        yield _bullet(SAME_PEOPLE)
    for each in warnings_of(comparison):
        yield _bullet(each)


def _bullet(text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
