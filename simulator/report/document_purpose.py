"""Items 1.1 to 1.3: purpose, outputs, and aims of experimentation."""

from __future__ import annotations

from simulator.report.document_block import Block, Item, Lines, Words, flat, table
from simulator.report.document_subject import Subject
from simulator.results.measures import REGISTRY
from simulator.scenario.standard_words import standard_in_words


def purpose(subject: Subject) -> tuple[Item, ...]:
    """The first section."""
    return (
        Item("1.1", "Purpose of the model", _purpose(subject), is_authors=True),
        Item("1.2", "Model outputs", _outputs(subject)),
        Item("1.3", "Aims of experimentation", _aims(subject), is_authors=True),
    )


def _purpose(subject: Subject) -> tuple[Block, ...]:
    scenario = subject.scenario
    told = (
        ("", scenario.rationale),
        ("To be used for: ", scenario.intended_use),
        ("Not to be used for: ", scenario.not_for),
    )
    return tuple(Words(head + flat(said), is_quoted=True) for head, said in told if said)


def _outputs(subject: Subject) -> tuple[Block, ...]:
    scenario = subject.scenario
    names = dict.fromkeys((*scenario.batch.headline, *(p.measure for p in scenario.published)))
    known = [REGISTRY[name] for name in names if name in REGISTRY]
    rows = [
        (one.title, one.unit, subject.names.plainly(flat(one.definition).replace("`", "")))
        for one in known
    ]
    says = (
        f"{len(REGISTRY)} measures are taken of every replication, and each has one exact "
        "definition, printed by `stepdown describe --measures`. Those that the scenario names:"
    )
    return (Words(says), table("Outputs", "Outputs", ("Measure", "Unit", "Definition"), rows))


def _aims(subject: Subject) -> tuple[Block, ...]:
    scenario = subject.scenario
    found: list[Block] = []
    if scenario.question:
        found.append(Words(flat(scenario.question), is_quoted=True))
    if scenario.standards:
        said = (
            f"{subject.names.standard(name)}: {standard_in_words(one)}"
            for name, one in scenario.standards.items()
        )
        found += [Words("Standards that it is measured against:"), Lines(tuple(said))]
    return tuple(found)
