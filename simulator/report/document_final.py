"""Whether a document may be called final, and what stands in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from simulator.report.document_asked import is_nobody, missing
from simulator.report.document_run import RunRecord
from simulator.report.document_subject import Subject
from simulator.scenario.schema import Scenario


def in_the_way(subject: Subject, today: dt.date) -> list[str]:
    """Why it is a draft, each with what to add; empty where it may be final.

    That it may be called final says that everything asked for is there, not that it is right.
    """
    run = subject.run
    return [
        *_who(subject.scenario, today),
        *(_run(subject, run) if run is not None else (NO_RUN,)),
        *_unwritten(subject),
    ]


NO_RUN = "it is of a scenario that was not run: name the folder of a run"


def _who(scenario: Scenario, today: dt.date) -> Iterator[str]:
    if is_nobody(scenario.assurer):
        yield "nobody has checked it: add `assurer:`, a person other than the analyst"
    elif _same(scenario.assurer, scenario.analyst):
        yield "`assurer:` and `analyst:` are the same: somebody else has to check it"
    if scenario.valid_until is None:
        yield "it does not say until when it is valid: add `valid_until:`"
    elif scenario.valid_until < today:
        yield (
            f"it was valid until {scenario.valid_until}: look at it again, then move `valid_until:`"
        )


def _same(one: str | None, other: str | None) -> bool:
    return " ".join((one or "").lower().split()) == " ".join((other or "").lower().split())


def _run(subject: Subject, run: RunRecord) -> Iterator[str]:
    if run.is_trial:
        yield "the run is a trial: run it without --trial"
    if run.altered:
        said = ", ".join(run.altered)
        yield f"files of the run's folder are no longer as it wrote them ({said}): run it again"
    for check in run.checks:
        if check.passed is False and not subject.scenario.explained.get(check.name, "").strip():
            yield (
                f"a check failed: {check.says}: {check.figure}. Put it right, or add to "
                f"`explained:` a line `{check.name}: why the results may be used all the same`"
            )


def _unwritten(subject: Subject) -> Iterator[str]:
    known = {"assurer", "valid_until"}
    keys = [each.key for each in missing(subject) if each.key not in known]
    if keys:
        yield f"the author has still to write: {', '.join(keys)}"
