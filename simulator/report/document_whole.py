"""The whole document: head, items in sections, what is still asked for, and the log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from simulator.experiment.replication import Setup
from simulator.report.document_appendix import appendices
from simulator.report.document_asked import missing
from simulator.report.document_block import Appendix, Block, Item, Missing
from simulator.report.document_components import components
from simulator.report.document_data import data
from simulator.report.document_experimentation import experimentation
from simulator.report.document_final import in_the_way
from simulator.report.document_implementation import implementation
from simulator.report.document_log import log
from simulator.report.document_logic import logic
from simulator.report.document_purpose import purpose
from simulator.report.document_subject import Subject

SECTIONS = {
    "1": "Objectives",
    "2": "Logic",
    "3": "Data",
    "4": "Experimentation",
    "5": "Implementation",
    "6": "Code access",
}
ABOUT = (
    "The STRESS-DES checklist for simulation studies (Monks and others 2019), filled by a program "
    "from the scenario, its run and its fit. Items marked * need the author's words, which are "
    "quoted as the scenario has them. Nothing here says whether the model is fit for its purpose: "
    "that is for a person to judge."
)


@dataclass(frozen=True, slots=True)
class Document:
    """A filled document. ``is_final``: called final by whoever asked; ``barriers``: why not."""

    title: str
    question: str
    items: tuple[Item, ...]
    missing: tuple[Missing, ...]
    log: tuple[Block, ...]
    barriers: tuple[str, ...]
    is_final: bool
    appendices: tuple[Appendix, ...]

    @classmethod
    def of(cls, subject: Subject, today: dt.date, is_final: bool = False) -> Document:
        """Fill it. It is final only where that was asked for and nothing stands in the way."""
        barriers = tuple(in_the_way(subject, today))
        setup = Setup.of(subject.scenario)
        items = (
            *purpose(subject),
            *logic(subject, setup),
            *components(subject, setup.network),
            *data(subject),
            *experimentation(subject),
            *implementation(subject),
        )
        return cls(
            " ".join(subject.scenario.title.split()),
            " ".join((subject.scenario.question or "").split()),
            items,
            missing(subject),
            log(subject),
            barriers,
            is_final and not barriers,
            appendices(subject),
        )

    @property
    def standing(self) -> str:
        """Final or draft, in a word."""
        return "Final" if self.is_final else "Draft"

    def missing_for(self, item: Item) -> list[Missing]:
        """Keys that an item waits for."""
        return [each for each in self.missing if item.number in each.items]
