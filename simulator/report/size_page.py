"""The answer to a question of size as one page that needs nothing else to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.experiment.judgement import METHOD, Finding
from simulator.experiment.sizing import Sizing
from simulator.report.draws_words import averaged_in_full
from simulator.report.frame import framed
from simulator.report.headline import CAVEATS, TRIAL, Caveat
from simulator.report.input_tables import standing_in_words
from simulator.report.input_words import input_words
from simulator.report.names import Names
from simulator.report.page import reproduce
from simulator.report.picture import Picture
from simulator.report.provenance import Provenance
from simulator.report.size_answer import answer_in_words, cost_in_words, sureness_in_words
from simulator.report.size_caution import warnings_of
from simulator.report.size_picture import size_picture
from simulator.report.size_tables import candidates_table, queue_table
from simulator.report.size_words import goal_in_words, names_of
from simulator.report.table import Table
from simulator.results.measures import REGISTRY


@dataclass(frozen=True, slots=True)
class SizeView:
    """All that the page of a size shows."""

    title: str
    question: str
    answer: str
    sureness: str
    cost: str
    method: str
    banners: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    warned: tuple[str, ...]
    picture: Picture
    candidates: Table
    queues: Table
    names: Names

    @property
    def glossary(self) -> list[Any]:
        """The measures in its tables."""
        used = {*self.candidates.measures, *self.queues.measures}
        return [measure for name, measure in REGISTRY.items() if name in used]


def view_of(sizing: Sizing, is_trial: bool) -> SizeView:
    """The page of an answer."""
    names, question = names_of(sizing), sizing.question
    varied = [input_words(axis.path, names) for axis in question.axes]
    warned = tuple(warnings_of(sizing))
    return SizeView(
        f"What is enough? {' '.join(question.base.scenario.title.split())}",
        f"What is the {'least' if len(question.axes) == 1 else 'cheapest'} of "
        f"{' and '.join(each.text for each in varied)} that keeps "
        f"{' and '.join(goal_in_words(goal, names) for goal in question.goals)}?",
        answer_in_words(sizing),
        sureness_in_words(sizing),
        cost_in_words(sizing),
        METHOD,
        (TRIAL,) if is_trial else (),
        tuple(_caveats(sizing, warned))[:CAVEATS],
        warned,
        size_picture(sizing, _finding(sizing)),
        candidates_table(sizing),
        queue_table(sizing),
        names,
    )


def write_page(view: SizeView, manifest: Mapping[str, Any], file: Path) -> None:
    """Write the page as a self-contained HTML file, the same for equal results."""
    file.write_text(render(view, manifest), encoding="utf-8", newline="\n")


def render(view: SizeView, manifest: Mapping[str, Any]) -> str:
    """The page as text."""
    return framed(
        "size.html",
        [view.names.scenario],
        banners=view.banners,
        view=view,
        reproduce=reproduce(manifest),
    )


def _finding(sizing: Sizing) -> str:
    """What the picture shows, in a few words."""
    found = [each.finding for each in sizing.searched.looked.values()]
    meets, misses = found.count(Finding.MEETS), found.count(Finding.MISSES)
    untold = len(found) - meets - misses
    goals = "the goal" if len(sizing.question.goals) == 1 else "all goals"
    unsure = f", of {untold} it cannot be told" if untold else ""
    return f"Of {len(found)} candidates run {meets or 'none'} met {goals}, {misses} did not{unsure}"


def _caveats(sizing: Sizing, warned: tuple[str, ...]) -> Iterator[Caveat]:
    if warned:
        more = f" {len(warned) - 1} more below." if len(warned) > 1 else ""
        yield Caveat("Before using the answer", f"{warned[0][:1].upper()}{warned[0][1:]}.{more}")
    open_still = averaged_in_full(sizing.question.base.scenario)
    if open_still is not None:
        head, says = open_still
        yield Caveat(head, f"{says} To be enough in most of them, ask for a share of runs.")
    provenance = Provenance.of(sizing.question.base)
    yield Caveat(
        "What is not known is in no probability here",
        "It is the probability that the model's own answer is right, given its inputs"
        f"{' and the fit' if open_still else ''}. What is unknown about the inputs comes on top "
        "and may move the answer by many steps. "
        f"{standing_in_words(provenance.values, provenance.defaults)}",
    )
    not_for = sizing.question.base.scenario.not_for
    if not_for:
        yield Caveat("Not to be used for", " ".join(not_for.split()))
    yield Caveat(
        "A mean is not a promise for each year",
        "A goal for the long-run mean is kept in some years and not in others; ask for a share of "
        "runs (“in 9 of 10 runs”) where each period counts.",
    )
