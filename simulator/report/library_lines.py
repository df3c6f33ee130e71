"""What a library of scenarios says on the terminal: question, answer, and a line of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.experiment.comparison import Comparison
from simulator.experiment.library import Question
from simulator.report.effect_words import signed
from simulator.report.estimate import MINUS, NOTHING
from simulator.report.names import Names
from simulator.report.queue_move import QueueMove, queue_key
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import ALL_ACUTE, where
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

HEADS = ("scenario", "against", "acute beds freed", "ready to leave", "cost a year")
ACUTE = Key("census", where(care_setting=ALL_ACUTE), "mean")
READY = queue_key("delayed_patients", EVERYWHERE)
COST = Key("cost", where(), "per_year")


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario of a library: what it asks, what is answered, and its figures as text."""

    name: str
    question: str
    answer: str
    cells: tuple[str, ...]


def line_of(asked: Question, comparison: Comparison) -> Line:
    """A scenario that was set against another."""
    arm, paired = comparison.arms[1], comparison.paired[0]
    ready, cost = paired.effect(READY), paired.effect(COST)
    return Line(
        asked.name,
        " ".join((arm.loaded.scenario.question or arm.title).split()),
        QueueMove.of(comparison, 0).sentence(),
        (
            asked.name,
            comparison.arms[0].label,
            freed(paired.effect(ACUTE)),
            signed(ready) if ready is not None else NOTHING,
            _cost(cost, Names(arm.loaded.scenario).money()),
        ),
    )


def freed(effect: Effect | None) -> str:
    """Acute beds freed: the change of patients in them with its sign turned."""
    if effect is None:
        return NOTHING
    text = signed(effect)
    turned = {"+": MINUS, MINUS: "+"}.get(text[:1])
    if not turned:
        return text
    # What is rounded to nothing has no sign to be turned.
    is_nothing = not text[1:].partition(" ")[0].strip("0.,")
    return text[1:] if is_nothing else f"{turned}{text[1:]}"


def _cost(effect: Effect | None, sign: str) -> str:
    if effect is None or effect.verdict is Verdict.ABSENT or not (effect.reference or effect.other):
        return NOTHING
    text = signed(effect, 1e-6)
    return text if effect.verdict is Verdict.SAME else f"{text} {sign}m"


def lines(told: Sequence[Line], alone: Sequence[str], replications: Sequence[int]) -> Iterator[str]:
    """Each question with its answer, then the table of figures.

    ``alone``: scenarios that are set against none. ``replications``: of each comparison.
    """
    for each in told:
        yield f"{each.name}: {each.question}"
        yield f"    {each.answer}"
    yield ""
    rows = [HEADS, *(each.cells for each in told)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield (
        f"{_span(replications)} replications on the same patients; ± half-width of the 95 % "
        "interval of each paired difference, each figure by itself: chance alone. The answers hold "
        "together for all figures of a scenario's queue, so their ranges are wider."
    )
    if alone:
        yield f"set against none, so not in the table: {', '.join(alone)}"


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}" if low == high else f"{low} to {high}"
