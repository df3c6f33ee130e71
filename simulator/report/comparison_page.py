"""The report of a comparison as one page that needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.experiment.attribution import Attribution
from simulator.experiment.averages import Average
from simulator.experiment.comparison import Comparison
from simulator.experiment.grid import Grid
from simulator.report import comparison_tables, variation_tables
from simulator.report.averages_picture import averages_picture
from simulator.report.comparison_answer import Answer, is_of_many, warnings_of
from simulator.report.difference_picture import difference_picture, told_in_words
from simulator.report.draws_table import ANCHOR, TITLE, difference_table
from simulator.report.draws_words import CHANCE_ONLY, grid_caveat, held_by, held_by_grid
from simulator.report.effect_words import amount
from simulator.report.frame import framed
from simulator.report.grid_picture import grid_picture, step_in_words
from simulator.report.grid_words import varied_in_words
from simulator.report.headline import TRIAL, Caveat
from simulator.report.hub_part import hub_parts
from simulator.report.marginal_picture import marginal_picture
from simulator.report.money_part import money_parts
from simulator.report.moved_picture import moved_picture
from simulator.report.names import Names
from simulator.report.observed_picture import observed_picture
from simulator.report.page import reproduce
from simulator.report.picture import Picture
from simulator.report.queue_move import QueueMove, queue_key
from simulator.report.response_answer import response_section
from simulator.report.table import Table
from simulator.report.weekday_picture import week_part
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measures import REGISTRY, Key
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with pictures and tables under it."""

    anchor: str
    title: str
    says: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """All that a page shows. ``names`` gives what measures' definitions call things."""

    title: str
    answer: Answer
    names: Names
    replications: int
    first: Part
    parts: tuple[Part, ...]
    warned: tuple[str, ...]
    scenarios: tuple[Scenario, ...] = ()
    held: str = CHANCE_ONLY

    @property
    def glossary(self) -> list[Any]:
        """The measures in its tables."""
        every = [*self.first.tables, *(t for p in self.first.pictures for t in p.tables)]
        for part in self.parts:
            every += [*part.tables, *(t for p in part.pictures for t in p.tables)]
        used = {name for table in every for name in table.measures}
        return [measure for name, measure in REGISTRY.items() if name in used]


def view_of(
    comparison: Comparison, averages: Sequence[Average], explained: Sequence[Attribution]
) -> View:
    """The page of a comparison."""
    moves = [QueueMove.of(comparison, at) for at in range(len(comparison.others))]
    answer = Answer.of(comparison)
    ranked = comparison_tables.ranks_table(comparison)
    moved = moved_picture(comparison, _moved(comparison, moves))
    beside = averages_picture(comparison, averages)
    observed = observed_picture(comparison)
    apart = difference_table(comparison)
    parts = [
        *(
            Part("responses", "Response standards", s, (), t)
            for s, t in response_section(comparison)
        ),
        Part(
            "queue",
            "Where the queue went",
            pictures=(moved,) if moved else (),
            tables=() if moved else (comparison_tables.queue_table(comparison),),
        ),
        Part("week", "The week", *week_part(comparison)),
        *(Part(h.anchor, h.title, "", (h.picture,), h.tables) for h in hub_parts(comparison)),
        *(Part(m.anchor, m.title, "", (m.picture,), m.tables) for m in money_parts(comparison)),
        Part(ANCHOR, TITLE, tables=(apart,)) if apart else None,
        Part("ranks", "Which is lowest", tables=(ranked,)) if ranked else None,
        Part(
            "changes",
            "What moved it",
            tables=tuple(variation_tables.changes_table(comparison, each) for each in explained),
        )
        if explained
        else None,
        Part(
            "averages",
            "What averages would have said",
            pictures=(beside,) if beside else (),
            tables=() if beside else (comparison_tables.averages_table(comparison, averages),),
        ),
        Part("observed", "Does it look like us?", pictures=(observed,)) if observed else None,
        Part("inputs", "What differs", tables=(comparison_tables.inputs_table(comparison),)),
    ]
    title = " · ".join(arm.title for arm in comparison.others)
    if is_of_many(comparison):
        title = f"{len(comparison.others)} scenarios"
    return View(
        f"{title} against {comparison.arms[0].title}",
        answer,
        Names(comparison.arms[0].loaded.scenario),
        comparison.replications,
        Part("first", "", pictures=(difference_picture(comparison, _finding(comparison, moves)),)),
        tuple(part for part in parts if part is not None),
        tuple(warnings_of(comparison)),
        tuple(arm.loaded.scenario for arm in comparison.arms),
        held_by(comparison),
    )


NO_CHANCE = Caveat(
    "What is not known is in no range here",
    "The ranges are of chance alone; what is unknown about the inputs comes on top.",
)


def view_of_grid(grid: Grid, keys: Sequence[tuple[str, Key]], is_trial: bool) -> View:
    """The page of a value varied."""
    tables = (variation_tables.grid_table(grid, keys), variation_tables.steps_table(grid, keys))
    marginal = marginal_picture(grid, keys)
    label, key = keys[0]
    title = f"{_capital(label)}: {step_in_words(grid, key)}"
    scenario, varied = grid.arms[grid.points[0]].loaded.scenario, varied_in_words(grid)
    answer = Answer(
        f"What do {' and '.join(each.more for each in varied)} change?",
        tuple(f"{_capital(label)}: {step_in_words(grid, key)}" for label, key in keys),
        (TRIAL,) if is_trial else (),
        (Caveat(*held) if (held := grid_caveat(grid)) else NO_CHANCE,),
    )
    warned = [f"not as sure as asked: {each}" for each in grid.wanting]
    return View(
        f"{' and '.join(each.text for each in varied)} varied: {scenario.title}",
        answer,
        Names(scenario),
        grid.replications,
        Part("first", "", pictures=(grid_picture(grid, keys, title, ()),), tables=tables[:1]),
        (Part("steps", "What each step does", "", (marginal,) if marginal else (), tables[1:]),),
        tuple(warned),
        (scenario,),
        held_by_grid(grid),
    )


def grid_keys(grid: Grid, measures: Sequence[str] = ()) -> list[tuple[str, Key]]:
    """The figures that a grid is told by: those asked for, or queues in the place in focus."""
    first = grid.points[0]
    network = grid.arms[first].setup.network
    known = set.intersection(*(set(one[0].keys) for one in grid.measured.values()))
    names = Names(grid.arms[first].loaded.scenario)
    settings = network.care_settings
    focus = next((each.name for each in settings if each.is_acute), settings[0].name)
    found = []
    for measure in measures or ("delayed_patients", "occupancy"):
        places = [focus] if not measures else [each.name for each in settings]
        for place in [*places, "everywhere"]:
            key = queue_key(measure, place)
            if key in known:
                where = "everywhere" if place == "everywhere" else names.place(place)
                found.append((f"{REGISTRY[measure].title}: {where}", key))
    return found


def write_page(view: View, manifest: Mapping[str, Any], file: Path) -> None:
    """Write a page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(view, manifest), encoding="utf-8", newline="\n")


def render(view: View, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    return framed(
        "compare.html",
        view.scenarios,
        banners=view.answer.banners,
        view=view,
        answer=view.answer,
        reproduce=reproduce(manifest),
    )


def _finding(comparison: Comparison, moves: Sequence[QueueMove]) -> str:
    """What the first picture shows, in a few words."""
    still = [
        arm.title for arm, move in zip(comparison.others, moves, strict=True) if move.moves_nothing
    ]
    if len(still) == len(moves):
        return "No queue moves by anything that matters"
    if still:
        return f"{len(moves) - len(still)} of {len(moves)} scenarios move a queue"
    return told_in_words(comparison)


def _moved(comparison: Comparison, moves: Sequence[QueueMove]) -> str:
    """Where the queue went; of several scenarios, whose queue as a whole is surely another."""
    if len(moves) == 1:
        return _capital(moves[0].sentence())
    said = []
    for arm, move in zip(comparison.others, moves, strict=True):
        effect = move.effects.get(("delayed_patients", EVERYWHERE))
        if effect is not None and effect.verdict in {Verdict.LOWER, Verdict.HIGHER}:
            more = "more" if effect.verdict is Verdict.HIGHER else "fewer"
            said.append(f"{arm.title} {amount(effect)} {more}")
    rest = len(moves) - len(said)
    if not said:
        return "Ready to leave, all places together: no scenario surely has more or fewer"
    others = f"; {rest} not surely more or fewer" if rest else ""
    return f"Ready to leave, all places together: {', '.join(said)}{others}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
