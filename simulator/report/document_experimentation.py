"""Items 4.1 to 4.3: initialisation, run length and estimation."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.document_block import Block, Item, Lines
from simulator.report.document_run import RunRecord
from simulator.report.document_subject import Subject
from simulator.scenario.full_start import full_start_in_words
from simulator.scenario.posterior import Posterior

STANDING = {True: "holds", False: "fails", None: "cannot tell"}


def experimentation(subject: Subject) -> tuple[Item, ...]:
    """The fourth section."""
    return (
        Item("4.1", "Initialisation", _start(subject)),
        Item("4.2", "Run length", _length(subject)),
        Item("4.3", "Estimation approach", _estimation(subject)),
    )


def _start(subject: Subject) -> tuple[Block, ...]:
    scenario = subject.scenario
    if scenario.starts_full is not None:
        begins = f"Starts with people in it: {full_start_in_words(scenario.starts_full)}."
    else:
        begins = "Starts empty."
    warm_up = (
        f"The first {scenario.calendar.warm_up} are left out of the results. Warm-up is a filter "
        "on records: journeys begun in it go on through the results' period."
    )
    shown = _shown(subject.run, ("enough_warm_up", "warm_up_by_mser", "counted_at_start"))
    return (Lines((begins, warm_up, *shown)),)


def _length(subject: Subject) -> tuple[Block, ...]:
    calendar = subject.scenario.calendar
    return (
        Lines(
            (
                f"Results' period: {calendar.run_for}, after {calendar.warm_up} of warm-up, from "
                f"{calendar.start}. Bank holidays: {calendar.bank_holidays}.",
                "Journeys still open at the end stay in the records with empty ends.",
            )
        ),
    )


def _estimation(subject: Subject) -> tuple[Block, ...]:
    batch, run = subject.scenario.batch, subject.run
    asked = (
        f"Asked for by the scenario: {batch.replications} replications, seed {batch.seed}"
        if batch.precision is None
        else f"Asked for by the scenario: a precision of {batch.precision:.3g} of "
        f"{', '.join(batch.headline)}, seed {batch.seed}"
    )
    said = [asked + "."]
    if run is None:
        said.append("Not run yet: no figure of this document comes from a run.")
    else:
        kind = " (a trial: too few to decide on)" if run.is_trial else ""
        said.append(
            f"Done: {run.replications} replications{kind}, seed {run.manifest.get('seed')}."
        )
        said += [f"Not as precise as asked: {each}." for each in run.not_precise]
    said += [
        "Figures are means over replications with Student's 95 % interval. How much days differ is "
        "given apart, as percentiles of days.",
        _not_known(subject),
        *_shown(run, ("enough_replications",)),
    ]
    return (Lines(tuple(said)),)


def _not_known(subject: Subject) -> str:
    """What intervals hold of what is not known."""
    posterior = subject.scenario.posterior
    if not isinstance(posterior, Posterior):
        return "Intervals are of simulation noise alone: what is not known of inputs is in none."
    return (
        f"Each replication takes one of {len(posterior.table.rows)} draws of what a fit left "
        "unknown: intervals hold that and simulation noise together, and nothing else."
    )


def _shown(run: RunRecord | None, names: tuple[str, ...]) -> Iterator[str]:
    for check in run.checks if run is not None else ():
        if check.name in names:
            yield f"Shown check: {check.says}: {STANDING[check.passed]}. {check.figure}."
