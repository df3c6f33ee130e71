"""Items 2.1 to 2.4: overview, base model, scenario and algorithms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulator.experiment.replication import Setup
from simulator.report.change_tables import changes_table
from simulator.report.document_block import PLACE, Block, Item, Lines, Pointer, Words, flat
from simulator.report.document_journey import journeys
from simulator.report.document_map import overview
from simulator.report.document_subject import Subject

CONTRACT = "docs/contract.md"


def logic(subject: Subject, setup: Setup) -> tuple[Item, ...]:
    """The second section, but for the components."""
    return (
        Item("2.1", "Base model overview diagram", (overview(setup, subject.names),)),
        Item("2.2", "Base model logic", _base(subject), is_authors=True),
        Item("2.3", "Scenario logic", _scenario(subject), is_authors=True),
        Item("2.4", "Algorithms", _algorithms(subject)),
    )


def _base(subject: Subject) -> tuple[Block, ...]:
    found: list[Block] = []
    if subject.scenario.logic:
        found.append(Words(flat(subject.scenario.logic), is_quoted=True))
    says = (
        f"What happens in a run is fixed by the rules of {CONTRACT}, which anyone can check a run "
        "against. The journeys, each with its steps in order and the share of patients who need "
        "what not all of them need:"
    )
    found += [Words(says), Lines(tuple(journeys(subject.names)))]
    found.append(Pointer("Each step with its times, hours and staff is in", *PLACE))
    return tuple(found)


def _scenario(subject: Subject) -> tuple[Block, ...]:
    if not subject.has_its_files:
        says = (
            "The files of the scenario are not to be had as they were when it was run, so what it "
            "changes cannot be listed here. The run's folder has the scenario as given "
            "(scenario.yaml) and as it was run (resolved.yaml)."
        )
        return (Words(says),)
    loaded = subject.loaded
    if len(loaded.files) == 1 and not loaded.changes:
        return (Words("This is a base model: it changes no other scenario."),)
    above = ", ".join(file.path for file in loaded.files[1:])
    found: list[Block] = [Words(f"It extends {above}." if above else "Set on the command line:")]
    changes = changes_table(loaded)
    if changes is not None:
        found.append(changes)
    return tuple(found)


def _algorithms(subject: Subject) -> tuple[Block, ...]:
    families = Counter(_families(subject.loaded.resolved))
    laws = ", ".join(f"{name} ({n})" for name, n in sorted(families.items())) or "none"
    return (
        Lines(
            (
                "Next-event simulation over whole microseconds; the order of events at one time is "
                "fixed by rule 4 of the contract, so it cannot depend on the order of a list.",
                "Arrivals are the points of a unit-rate Poisson field that lie under the demand "
                "curve (rule 3), unless the scenario gives times or bookings.",
                "Every draw is read through the inverse of its distribution. Families of laws in "
                f"the scenario, and how often each is used: {laws}.",
                "Who starts next: highest priority, then earliest asked, then lowest patient "
                "number; a patient first in line who cannot start holds back those behind him in "
                "every unit that he may use (rule 5).",
                "Steady state of the stock is looked for with MSER-5; intervals are Student's t "
                "over replications; scenarios are compared replication by replication.",
            )
        ),
    )


def _families(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        if isinstance(plain.get("family"), str):
            yield plain["family"]
        for inner in plain.values():
            yield from _families(inner)
    elif isinstance(plain, list):
        for inner in plain:
            yield from _families(inner)
