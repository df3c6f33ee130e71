"""A library of scenarios from its folder to its lines and pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.library import Runner, clear, questions, read_all, references
from simulator.report.evidence_claim import Evidence, read_evidence
from simulator.report.evidence_page import evidence_page
from simulator.report.evidence_prediction import predict
from simulator.report.library_lines import HEADS, Line, line_of, lines
from simulator.report.response_page import compare_responses, response_page

EVIDENCE, CHECK, RESPONSES = "evidence.yaml", "evidence_check.md", "response_standards.md"


@dataclass(frozen=True, slots=True)
class AskedLibrary:
    """What was asked of a library.

    ``jobs`` 0: all processors. ``pages``: a folder of claims; ``pages_only``: no more than that.
    """

    folder: Path
    out: Path
    pages: Path | None = None
    replications: int | None = None
    seed: int | None = None
    jobs: int = 0
    pages_only: bool = False


def run_library(
    asked: AskedLibrary, say: Callable[[Compared], None], report: Callable[[str], None]
) -> list[Path]:
    """Run every scenario of a folder against the one it extends; then the pages, if asked for.

    ``say``: told what came out. ``report``: told what is being run. Returns the pages.

    Raises:
        InputError: something cannot be read, run or written.
    """
    if asked.pages_only and asked.pages is None:
        says = "there are no pages to be written"
        raise InputError([Problem(says, path="--pages-only", do="give --pages FOLDER as well")])
    evidence = read_evidence(asked.pages / EVIDENCE) if asked.pages is not None else None
    runner = Runner(
        asked.out, asked.replications, asked.seed, asked.jobs or os.cpu_count() or 1, report
    )
    if not asked.pages_only:
        say(compare_all(asked.folder, runner))
    if evidence is None or asked.pages is None:
        return []
    return write_pages(evidence, asked.pages, runner)


@dataclass(frozen=True, slots=True)
class Compared:
    """The scenarios of a folder, each against the one it extends.

    ``alone``: names of those that extend none. ``replications``: of each comparison.
    """

    told: tuple[Line, ...]
    alone: tuple[str, ...]
    replications: tuple[int, ...]

    def lines(self) -> list[str]:
        """Questions with their answers, and the table of figures."""
        return list(lines(self.told, self.alone, self.replications))

    def plain(self) -> dict[str, Any]:
        """The same as plain values, for programs; figures are text with their half-widths."""
        heads = [head.replace(" ", "_") for head in HEADS[1:]]
        return {
            "compared": [
                {
                    "scenario": each.name,
                    "question": each.question,
                    "answer": each.answer,
                    **dict(zip(heads, each.cells[1:], strict=True)),
                    "replications": many,
                }
                for each, many in zip(self.told, self.replications, strict=True)
            ],
            "set_against_none": list(self.alone),
        }


def compare_all(folder: Path, runner: Runner) -> Compared:
    """Run each scenario of a folder against the one it extends.

    Raises:
        InputError: one of them cannot be run; nothing is then run.
    """
    every = questions(folder)
    loaded = read_all(every)
    clear(runner.out)
    told: list[Line] = []
    often: list[int] = []
    for reference, some in references(every).items():
        compared = runner.against(loaded[reference], [loaded[each.path] for each in some])
        for question, comparison in zip(some, compared, strict=True):
            told.append(line_of(question, comparison))
            often.append(comparison.replications)
    alone = tuple(each.name for each in every if each.reference is None)
    return Compared(tuple(told), alone, tuple(often))


def write_pages(evidence: Evidence, folder: Path, runner: Runner) -> list[Path]:
    """Write the pages of a file of claims beside it."""
    clear(runner.out)
    made = made_in_words(runner)
    pages = {CHECK: evidence_page(evidence, predict(evidence, folder, runner), made)}
    if evidence.responses is not None:
        scenarios = folder / evidence.scenarios
        comparison = compare_responses(evidence.responses, scenarios, runner)
        pages[RESPONSES] = response_page(comparison, made)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in pages]


def made_in_words(runner: Runner) -> list[str]:
    """With what a page was made: command, replications, seed, version; no date."""
    own = "as many as each reference's own batch says"
    many = f"{runner.replications} of each" if runner.replications is not None else own
    many += " (more where a way of answering says so)"
    again = f" -r {runner.replications}" if runner.replications is not None else ""
    seed = f" --seed {runner.seed}" if runner.seed is not None else ""
    said = "the scenarios' own" if runner.seed is None else f"{runner.seed}"
    return [
        f"Made with `python3 dev.py library --pages docs{again}{seed}`. Replications: {many}; "
        f"seed: {said}; version {metadata.version('stepdown')}. The same command, version and "
        "scenarios give the same page."
    ]
