"""A question of size from its scenario file to its folder: the whole of ``stepdown size``."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.experiment.arm import Arm
from simulator.experiment.comparison_folder import Made
from simulator.experiment.folder import Folder, write_manifest
from simulator.experiment.lean import Lean, taken
from simulator.experiment.prepare import batch_of, known_engine
from simulator.experiment.sizing import (
    CONFIDENCE,
    MOST_RUNS,
    TRIAL_RUNS,
    Question,
    Says,
    Sizing,
    answer,
    question_of,
)
from simulator.experiment.sizing_folder import manifest_of_sizing, size_folder, write_sizing
from simulator.experiment.store import Store, forget_other_code, store_of
from simulator.report.landing import Asked
from simulator.report.size_outcome import as_plain
from simulator.report.size_page import view_of, write_page

PAGE = "size.html"


@dataclass(frozen=True, slots=True, eq=False)
class ReadySizing:
    """A question of size ready to be put."""

    question: Question
    made: Made
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class LandedSizing:
    """An answered question and its folder."""

    folder: Path
    sizing: Sizing

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / PAGE


def make_ready(
    path: str | Path,
    asked: Asked,
    *,
    vary: Sequence[str],
    goals: Sequence[str],
    prices: Sequence[str] = (),
    confidence: float = CONFIDENCE,
    every: bool = False,
) -> ReadySizing:
    """Read and check a question of size; ``asked.replications``: the most of each candidate.

    Raises:
        InputError: it cannot be put; all problems at once.
    """
    known_engine(asked.engine)
    most = asked.replications or (TRIAL_RUNS if asked.is_trial else MOST_RUNS)
    question = question_of(
        path,
        vary,
        goals,
        batch_of=lambda batch: batch_of(batch, replications=most, seed=asked.seed),
        sets=asked.sets,
        prices=prices,
        confidence=confidence,
        every=every,
    )
    more = (*vary, *goals, *prices, f"confidence {confidence}", *(["every"] if every else []))
    made = Made(asked.command, question.batch, asked.engine, asked.is_trial, more)
    return ReadySizing(question, made, asked)


def run_sizing(ready: ReadySizing, out: Path, says: Says | None = None) -> LandedSizing:
    """Answer a question and land the answer in a folder of its own under ``out``.

    Finished replications are kept under ``out`` and used again.

    Raises:
        InputError: ``out`` cannot be written to; or the question turns out not to be answerable,
            because of a figure that no run has or of what cannot be priced.
    """
    question, asked = ready.question, ready.asked
    folder = size_folder(question, ready.made, out)
    forget_other_code(out)
    names = taken(question.batch)

    def store(arm: Arm) -> Store:
        return store_of(arm.loaded, question.batch, asked.engine, out, measures=names)

    begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
    lean = Lean(question.batch, asked.jobs or os.cpu_count() or 1, asked.engine)
    with folder.held_for(asked.command):
        found = answer(question, lean, store, says)
        times = {
            "begun": begun.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - since, 3),
        }
        _write(ready, found, folder, times)
        return LandedSizing(folder.settle(), found)


def _write(ready: ReadySizing, found: Sizing, folder: Folder, times: Mapping[str, Any]) -> None:
    place = folder.unfinished
    write_sizing(found, place)
    plain = manifest_of_sizing(found, ready.made, folder, times)
    text = json.dumps(as_plain(found), indent=1, ensure_ascii=False)
    (place / "answer.json").write_text(text + "\n", encoding="utf-8")
    write_page(view_of(found, ready.asked.is_trial), plain, place / PAGE)
    write_manifest(plain, place)
