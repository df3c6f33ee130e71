"""A sensitivity analysis from its two files to its folder: the whole of the command."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.batch import Told
from simulator.experiment.comparison_folder import Made, folder_of, manifest_of
from simulator.experiment.draws import own_draws
from simulator.experiment.folder import write_manifest
from simulator.experiment.lean import Lean, taken
from simulator.experiment.prepare import batch_of, known_engine
from simulator.experiment.sensitivity import Sensitivity, run_sensitivity
from simulator.experiment.sensitivity_folder import write_sensitivity
from simulator.experiment.side_by_side import SideBySide
from simulator.experiment.span import FORM, MOST_SPANS, Span, assumed, spans_of
from simulator.experiment.store import Store, forget_other_code, store_of
from simulator.report.landing import Asked
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import ALL_ACUTE
from simulator.results.measures import REGISTRY, Key, Measured, unknown_measure
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

PAGE = "sensitivity.html"
DECIDED_BY = ("census", "delayed_patients")


@dataclass(frozen=True, slots=True, eq=False)
class ReadySensitivity:
    """Two scenarios ready to be run, the inputs that are varied, and the figures it is told by.

    ``measures``: names, or ``name:place``. ``worth``: how much the scenario has to do. ``chosen``:
    how the inputs were chosen, where none was named.
    """

    arms: tuple[Arm, Arm]
    spans: tuple[Span, ...]
    measures: tuple[str, ...]
    worth: float
    batch: Batch
    asked: Asked
    chosen: str = ""

    @property
    def made(self) -> Made:
        """What its folder and manifest say of it."""
        inputs = [f"{each.path}={each.low:g}..{each.high:g} {each.unit}" for each in self.spans]
        more = (*inputs, *self.measures, f"worth {self.worth:g}")
        return Made(self.asked.command, self.batch, self.asked.engine, self.asked.is_trial, more)


@dataclass(frozen=True, slots=True, eq=False)
class LandedSensitivity:
    """A finished analysis and its folder."""

    folder: Path
    found: Sensitivity

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / PAGE


def make_ready(
    reference: str | Path,
    scenario: str | Path,
    asked: Asked,
    *,
    vary: Sequence[str] = (),
    measures: Sequence[str] = (),
    worth: float = 0.0,
) -> ReadySensitivity:
    """Read and check two scenarios and what is to be varied.

    The batch is that of the reference with what was asked instead. With nothing to be varied, the
    times of handoffs that are assumed (confidence C) are, by 20 %.

    Raises:
        InputError: they cannot be run, or an input or figure is none; all problems at once.
    """
    known_engine(asked.engine)
    names = [each.partition(":")[0] for each in measures]
    problems = [unknown_measure(name, "--measure") for name in names if name not in REGISTRY]
    if not 0 <= worth < float("inf"):
        do = "give how much the scenario has to do, in the unit of the figure"
        problems.append(Problem(f"{worth:g} is not an amount of 0 or more", path="--worth", do=do))
    if problems:
        raise InputError(problems)
    paths = (reference, scenario)
    loaded = prepare_all([(path, asked.sets) for path in paths])
    if own := own_draws(loaded):
        asked = replace(asked, sets=(*asked.sets, *own))
        loaded = prepare_all([(path, asked.sets) for path in paths])
    texts = tuple(vary) or _assumed(loaded)
    spans = spans_of(texts, *loaded)
    batch = batch_of(
        loaded[0].scenario.batch,
        replications=asked.replications,
        seed=asked.seed,
        is_trial=asked.is_trial,
    )
    wanted = (*batch.headline, *(name for name in names if name not in batch.headline))
    first, second = arms_of(loaded)
    return ReadySensitivity(
        (first, second),
        spans,
        tuple(measures),
        worth,
        batch.model_copy(
            update={
                "headline": wanted,
                "replications": batch.replications,
                "precision": None,
                "absolute": {},
            }
        ),
        asked,
        "" if vary else _chosen(len(texts)),
    )


def _chosen(n: int) -> str:
    return (
        f"Nobody named the inputs: they are the times of the {n} handoffs whose confidence is C "
        "(general knowledge) and whose law can be scaled, 20 % shorter and longer; other "
        "assumptions were not varied."
    )


def _assumed(loaded: Sequence[Loaded]) -> tuple[str, ...]:
    """What is varied if nothing is named.

    Raises:
        InputError: that is nothing, or too many inputs to choose from.
    """
    found = tuple(assumed(loaded[1]))
    if not found:
        says = "nothing is named to be varied, and no time of a handoff is stated as assumed (C)"
        raise InputError([Problem(says, path="--vary", do=f"write {FORM}")])
    if len(found) > MOST_SPANS:
        says = f"{len(found)} times of handoffs are assumed, and at most {MOST_SPANS} can be varied"
        do = "name some of them:\n    " + "\n    ".join(f"--vary '{each}'" for each in found)
        raise InputError([Problem(says, path="--vary", do=do)])
    return found


def run_to_folder(
    ready: ReadySensitivity, out: Path, told: Told | None = None
) -> LandedSensitivity:
    """Run what was asked and land it in a folder of its own under ``out``.

    Finished replications are kept under ``out`` and used again.

    Raises:
        InputError: it cannot be run at some bound, there is no such figure, or ``out`` cannot be
            written to.
    """
    from simulator.report.sensitivity_page import SensitivityView, write_page

    folder = folder_of(ready.arms, ready.made, out, "sensitivity")
    forget_other_code(out)
    begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
    with folder.held_for(ready.asked.command):
        both = _both(ready, out, told)
        both.prepare([(0, ()), (1, ())])
        spans = [(span, at) for span in ready.spans for at in span.points]
        both.prepare([each for span, at in spans for each in both.wanted(span, at)])
        keys = keys_of(ready, both.measured(0), both.measured(1))
        found = run_sensitivity(both, ready.spans, keys, ready.worth)
        times = {
            "begun": begun.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - since, 3),
        }
        place = folder.unfinished
        write_sensitivity(found, place)
        plain = manifest_of(ready.arms, ready.made, folder, found.replications, times)
        view = SensitivityView(found, ready.asked.is_trial, ready.chosen)
        write_page(view, plain, place / PAGE)
        write_manifest(plain, place)
        return LandedSensitivity(folder.settle(), found)


def _both(ready: ReadySensitivity, out: Path, told: Told | None) -> SideBySide:
    asked, batch = ready.asked, ready.batch
    names = taken(batch)

    def store(arm: Arm) -> Store:
        return store_of(arm.loaded, batch, asked.engine, out, measures=names)

    return SideBySide(
        (ready.arms[0].loaded.path, ready.arms[1].loaded.path),
        asked.sets,
        Lean(batch, asked.jobs or os.cpu_count() or 1, asked.engine, told),
        store,
        batch.replications,
    )


def keys_of(
    ready: ReadySensitivity, first: Sequence[Measured], second: Sequence[Measured]
) -> list[Key]:
    """The figures that it is told by: those asked for, or acute beds in use and delayed patients.

    ``name:place`` is the figure of that care setting (or standard, handoff, whatever it is split
    by). Without a place it is that of acute beds; where there is none, of all together.

    Raises:
        InputError: there is no such figure in both scenarios; all problems at once.
    """
    known = set(first[0].keys) & set(second[0].keys)
    found: list[Key] = []
    problems: list[Problem] = []
    for text in ready.measures or DECIDED_BY:
        name, _, place = text.partition(":")
        of = {"".join(key.where): key for key in known if _is_simple(key, name)}
        key = next((of[each] for each in _places(place) if each in of), None)
        if key is not None:
            found.append(key)
            continue
        do = f"it is known for {', '.join(filter(None, sorted(of)))}" if of else "name another"
        says = f"'{text}' is not a figure of both scenarios"
        problems.append(Problem(says, path="--measure", do=do))
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(found))


def _places(place: str) -> list[str]:
    return [place] if place else [ALL_ACUTE, EVERYWHERE, ""]


def _is_simple(key: Key, measure: str) -> bool:
    """Whether it is a measure's first statistic, split by one thing at most."""
    is_first = key.measure == measure and key.statistic == REGISTRY[measure].statistics[0]
    return is_first and sum(map(bool, key.where)) <= 1
