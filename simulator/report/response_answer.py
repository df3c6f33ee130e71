"""What scenarios of response standards come to, in a sentence or two, by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.comparison import Comparison
from simulator.report.effect_words import amount, reach
from simulator.report.estimate import Estimate
from simulator.report.library_lines import ACUTE
from simulator.report.names import listed
from simulator.report.response_promise import Kept, Promise, kept, met, promises
from simulator.report.response_tables import (
    A_YEAR,
    INSTEAD,
    effect_of,
    own_promises,
    response_tables,
)
from simulator.report.table import Table
from simulator.results.paired import Effect, pair
from simulator.results.verdict import Verdict


def response_section(comparison: Comparison) -> Iterator[tuple[str, tuple[Table, ...]]]:
    """What a page says of response standards, and its tables; nothing where there are none."""
    tables = response_tables(comparison)
    if tables:
        answer = response_answer(comparison, promises(comparison))
        yield (f"The model estimates: {answer}." if answer else "", tables)


def response_answer(comparison: Comparison, asked: Sequence[Promise]) -> str:
    """Who keeps every promise of their own, and what acute beds do, in one sentence.

    '' where no scenario makes a promise of its own.
    """
    making = _making(comparison, asked)
    parts = [*list(_promises(comparison, asked, making))[:1], *_beds(comparison, making)]
    return "; ".join(parts) if making else ""


def clauses(comparison: Comparison, asked: Sequence[Promise]) -> list[str]:
    """The same in clauses, with who is how far short and who is switched to another pathway."""
    making = _making(comparison, asked)
    if not making:
        return []
    beds, instead = _beds(comparison, making), _instead(comparison, making)
    return [*_promises(comparison, asked, making), *beds, *instead]


def _making(comparison: Comparison, asked: Sequence[Promise]) -> list[int]:
    every = range(1, len(comparison.arms))
    return [at for at in every if own_promises(comparison, asked, at)]


def _promises(
    comparison: Comparison, asked: Sequence[Promise], making: Sequence[int]
) -> Iterator[str]:
    verdicts = {
        at: [
            kept(met(comparison, each, at), each.standard.target)
            for each in own_promises(comparison, asked, at)
        ]
        for at in making
    }
    whole = [at for at in making if set(verdicts[at]) == {Kept.KEPT}]
    broken = [at for at in making if Kept.MISSED in verdicts[at]]
    unsure = [at for at in making if at not in whole and at not in broken]
    if whole:
        yield f"every promise is kept by {_named(comparison, whole)}"
    elif len(broken) == len(making):
        several = f"none of the {len(making)} scenarios keeps every promise that it makes"
        yield several if len(making) > 1 else "the scenario does not keep every promise it makes"
    if broken:
        shares = [_farthest(comparison, asked, at) for at in broken]
        yield f"short of a target: {listed(shares)}"
    if unsure:
        yield f"whether every promise is kept cannot be told of {_named(comparison, unsure)}"


def _named(comparison: Comparison, these: Sequence[int]) -> str:
    return listed([f"“{comparison.arms[at].title}”" for at in these])


def _farthest(comparison: Comparison, asked: Sequence[Promise], at: int) -> str:
    """The promise that a scenario misses by most."""
    own = own_promises(comparison, asked, at)
    worst = min(own, key=lambda each: met(comparison, each, at).mean - each.standard.target)
    share = met(comparison, worst, at)
    target = worst.standard.target * 100
    return (
        f"“{comparison.arms[at].title}” (at worst {worst.title[:1].lower()}{worst.title[1:]}: "
        f"{share.text(100)} % and not {target:g} %)"
    )


def _beds(comparison: Comparison, making: Sequence[int]) -> Iterator[str]:
    """Acute beds: those told from today, then whether the most is told from the next."""
    effects = {at: effect_of(comparison, ACUTE, at) for at in making}
    known = {at: each for at, each in effects.items() if each is not None}
    fewer = [at for at, each in known.items() if each.verdict is Verdict.LOWER]
    more = [at for at, each in known.items() if each.verdict is Verdict.HIGHER]
    for these, words in ((fewer, "fewer"), (more, "more")):
        if these:
            said = [f"{amount(known[at])} {words} in “{comparison.arms[at].title}”" for at in these]
            yield f"patients in acute beds are {listed(said)}"
    if known and not fewer:
        least = max(_best(each) for each in known.values())
        yield (
            "no scenario is shown to free acute beds, and none frees more than "
            f"{max(least, 0):.0f} with 95 % confidence"
        )
    if len(fewer) > 1:
        yield from _first_of(comparison, fewer)


def _instead(comparison: Comparison, making: Sequence[int]) -> Iterator[str]:
    """Where more are switched to another pathway, which is what acute beds may feel most."""
    said = []
    for at in making:
        effect = effect_of(comparison, INSTEAD, at)
        if effect is not None and effect.verdict is Verdict.HIGHER:
            more = Estimate(effect.difference, effect.half_width, effect.n, effect.n)
            said.append(f"{more.text(A_YEAR)} in “{comparison.arms[at].title}”")
    if said:
        more_are = "more are switched to another pathway, such as being admitted"
        yield f"{more_are}, a year: {listed(said)}"


def _best(effect: Effect) -> float:
    """The most beds that an interval lets a scenario free."""
    return -(effect.difference - effect.half_width)


def _first_of(comparison: Comparison, fewer: Sequence[int]) -> Iterator[str]:
    """Whether the scenario that frees most is told from the one after it."""
    order = sorted(fewer, key=lambda at: comparison.paired[at - 1].effect(ACUTE).difference)  # type: ignore[union-attr]
    first, second = order[:2]
    between = pair(comparison.measured[second], comparison.measured[first]).effect(ACUTE)
    if between is not None and between.verdict is not Verdict.LOWER:
        yield (
            f"which of {_named(comparison, order[:2])} frees more acute beds cannot be told "
            f"(patients in acute beds in {_named(comparison, [first])} less those in "
            f"{_named(comparison, [second])}: {reach(between)})"
        )
