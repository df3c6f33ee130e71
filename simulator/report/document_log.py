"""The quality-assurance log: assumptions, decisions, sources, who checked, until when, checks."""

from __future__ import annotations

from collections import Counter

from simulator.report.document_block import NOT_SAID, Block, Words, flat, table
from simulator.report.document_run import RunRecord
from simulator.report.document_subject import Subject
from simulator.report.names import CONFIDENCE

HOLDS = {True: "holds", False: "FAILS", None: "cannot tell"}


NEW_WORDS = (
    "Words of the scenario were changed after the run; nothing that its figures rest on was. What "
    "is quoted here is as it stands now."
)


def log(subject: Subject) -> tuple[Block, ...]:
    """Everything that a reviewer is to find, in tables; gaps say that they are gaps."""
    scenario = subject.scenario
    who = [
        ("Made by", flat(scenario.analyst) or NOT_SAID),
        ("Checked by", flat(scenario.assurer) or NOT_SAID),
        ("Valid until", str(scenario.valid_until or NOT_SAID)),
        ("To be used for", flat(scenario.intended_use) or NOT_SAID),
        ("Not to be used for", flat(scenario.not_for) or NOT_SAID),
    ]
    return (
        *((Words(NEW_WORDS),) if subject.has_new_words else ()),
        table("Who", "Who, and until when", ("", "As the scenario says"), who),
        _assumptions(subject),
        _decisions(subject),
        *_checks(subject),
    )


def _assumptions(subject: Subject) -> Block:
    rows = [
        (flat(a.says), flat(a.source) or NOT_SAID, CONFIDENCE[a.confidence])
        for a in subject.scenario.assumptions
    ]
    heads = ("Assumption", "Source", "Confidence")
    return table("Assumption log", "Assumption log", heads, rows)


def _decisions(subject: Subject) -> Block:
    rows = [
        (flat(d.says), flat(d.why) or NOT_SAID, d.by or NOT_SAID, str(d.on or NOT_SAID))
        for d in subject.scenario.decisions
    ]
    heads = ("Decision", "Why", "By", "On")
    return table("Decision log", "Decision log", heads, rows)


def _checks(subject: Subject) -> tuple[Block, ...]:
    run, explained = subject.run, subject.scenario.explained
    if run is None:
        return (
            Words("Checks of a run: none, since the document is of a scenario that is not run."),
        )
    rows = [
        (HOLDS[c.passed], c.says, c.figure, c.name, flat(explained.get(c.name)))
        for c in sorted(run.checks, key=lambda c: {False: 0, None: 1, True: 2}[c.passed])
    ]
    heads = ("Standing", "What is checked", "Figures", "Name", "Explained by the author")
    found: list[Block] = [table("Checks", "Checks shown by the run", heads, rows)]
    unknown = sorted(set(explained) - {c.name for c in run.checks})
    if unknown:
        found.append(Words(f"Explained, but no check of this run: {', '.join(unknown)}."))
    found.append(Words(_published(run)))
    return tuple(found)


def _published(run: RunRecord) -> str:
    """How many published figures agree, and how many of those prove nothing."""
    if not run.published:
        return (
            "No published figure stands beside this run: nothing shows that it is like the place."
        )
    n = Counter(each["verdict"] for each in run.published)
    by_hand = sum(
        each["verdict"] == "agrees" and bool(each["published"].get("set_with"))
        for each in run.published
    )
    return (
        f"Of {len(run.published)} published figures {n['agrees']} agree, {n['differs']} differ, "
        f"and for {n['cannot tell']} it cannot be told. Parameters were set by hand with {by_hand} "
        "of those that agree in sight: their agreement is no evidence."
    )
