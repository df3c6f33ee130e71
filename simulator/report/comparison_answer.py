"""The first page of a comparison in words: the answer, warnings, and three caveats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.report.draws_words import draws_caveat
from simulator.report.estimate import plain
from simulator.report.headline import CAVEATS, TRIAL, Caveat
from simulator.report.input_tables import standing_in_words
from simulator.report.names import Names
from simulator.report.provenance import Provenance
from simulator.report.queue_move import QueueMove, queue_figures
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.scenario.care_setting import CareSetting

OPENED = 0.8
MOST_NAMED = 3
# How sure each figure is says nothing of how sure their difference is.
OF_LEVELS = {"enough_replications"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a comparison says first: a sentence a scenario, banners, caveats."""

    question: str
    sentences: tuple[str, ...]
    banners: tuple[str, ...]
    caveats: tuple[Caveat, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> Answer:
        """Of a finished comparison."""
        last = comparison.arms[-1].loaded.scenario.question
        return cls(
            " ".join((last or "").split()) if len(comparison.arms) == 2 else "",
            tuple(_of_page(comparison)),
            tuple(_banners(comparison)),
            tuple(_caveats(comparison)[:CAVEATS]),
        )


def sentences(comparison: Comparison) -> Iterator[str]:
    """Where the queue went, a sentence for each scenario."""
    for at, arm in enumerate(comparison.others):
        move = QueueMove.of(comparison, at).sentence()
        yield f"{arm.title} against {comparison.arms[0].title}: {move}"


def is_of_many(comparison: Comparison) -> bool:
    """Whether there are more scenarios than a heading can name."""
    return len(comparison.others) > MOST_NAMED


def _of_page(comparison: Comparison) -> Iterator[str]:
    """The sentences under the heading of a page, which names what all are held against."""
    if not is_of_many(comparison):
        yield from sentences(comparison)
        return
    for at, arm in enumerate(comparison.others):
        yield f"{arm.title}: {QueueMove.of(comparison, at).sentence()}"


def warnings_of(comparison: Comparison) -> list[str]:
    """What must be known before the figures are used."""
    found = [*comparison.cautions]
    found += not_opened(comparison)
    names = Names(comparison.arms[0].loaded.scenario)
    found += [f"not as sure as asked: {names.plainly(str(each))}" for each in comparison.wanting]
    failed: dict[str, list[str]] = {}
    for arm, result in zip(comparison.arms, comparison.results, strict=True):
        for check in result.checks:
            if check.passed is False and check.name not in OF_LEVELS:
                failed.setdefault(check.says, []).append(arm.label)
    found += [f"shown check fails in {', '.join(arms)}: {says}" for says, arms in failed.items()]
    return found


def not_opened(comparison: Comparison) -> list[str]:
    """Beds that scenarios state and that do not open, for want of staff or otherwise."""
    return [
        f"{arm.label}: {says}"
        for at, arm in enumerate(comparison.others)
        for says in _not_opened(comparison, at, arm)
    ]


def _not_opened(comparison: Comparison, at: int, arm: Arm) -> Iterator[str]:
    """Beds that a scenario states and that do not open, for want of staff or otherwise."""
    before = comparison.arms[0].loaded.scenario.care_settings
    for name, setting in arm.loaded.scenario.care_settings.items():
        effect = comparison.paired[at].effect(Key("open_places", where(care_setting=name), "mean"))
        if name not in before or effect is None or _dates(setting) != _dates(before[name]):
            continue
        stated = sum(unit.capacity for unit in setting.units)
        more = stated - sum(unit.capacity for unit in before[name].units)
        if more > 0 and effect.difference < OPENED * more:
            yield (
                f"{name} states {more:,.0f} more places, of which {plain(effect.difference)} open "
                "on average: staffing or closures leave out the rest"
            )


def _dates(setting: CareSetting) -> list[object]:
    """Dated changes of what is open, which say themselves why less is."""
    return [each for unit in setting.units for each in unit.capacity_changes]


def _banners(comparison: Comparison) -> list[str]:
    found = [TRIAL] if any(result.is_trial for result in comparison.results) else []
    if comparison.replications < 2:
        found.append("One replication: no interval can be given, chance may be all there is.")
    return found


def _caveats(comparison: Comparison) -> list[Caveat]:
    warned = warnings_of(comparison)
    found = []
    if warned:
        more = f" {len(warned) - 1} more below." if len(warned) > 1 else ""
        found.append(Caveat("Before using the figures", f"{_sentence(warned[0])}{more}"))
    draws = max((int(each.draws.max()) for each in comparison.splits if each), default=0)
    held = draws_caveat(comparison.arms[-1].loaded.scenario, draws)
    provenance = Provenance.of(comparison.arms[-1].loaded)
    found.append(
        Caveat(*held)
        if held
        else Caveat(
            "What is not known is in no range here",
            "The ranges are of chance. A difference rests on the same inputs in both scenarios, so "
            "what is wrong in both matters less to it than to the figures themselves, and still "
            f"may matter. {standing_in_words(provenance.values, provenance.defaults)}",
        )
    )
    not_for = comparison.arms[-1].loaded.scenario.not_for
    if not_for:
        found.append(Caveat("Not to be used for", " ".join(not_for.split())))
    found.append(
        Caveat(
            "Many figures, few surprises",
            "Intervals hold together as each table says (those of the first sentence for all "
            f"{queue_figures(comparison)} figures of the queue), not over all tables: of all "
            "figures in the CSV file, one in twenty that nothing moves would seem to move.",
        )
    )
    return found


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
