"""Items 3.1 to 3.4: sources, pre-processing, input parameters and assumptions."""

from __future__ import annotations

from simulator.report.document_appendix import standing_table
from simulator.report.document_block import (
    NOT_SAID,
    VALUES,
    Block,
    Item,
    Pointer,
    Words,
    flat,
    table,
)
from simulator.report.document_fit import FitRecord, Row
from simulator.report.document_subject import Subject
from simulator.report.input_tables import assumptions_table, standing_in_words
from simulator.report.provenance import Provenance


def data(subject: Subject) -> tuple[Item, ...]:
    """The third section."""
    provenance = Provenance.of(subject.loaded)
    return (
        Item("3.1", "Data sources", _sources(subject, provenance), is_authors=True),
        Item("3.2", "Pre-processing", _prepared(subject), is_authors=True),
        Item("3.3", "Input parameters", _parameters(subject, provenance)),
        Item("3.4", "Assumptions", (assumptions_table(subject.names),), is_authors=True),
    )


def _sources(subject: Subject, provenance: Provenance) -> tuple[Block, ...]:
    found: list[Block] = []
    said = subject.scenario.sources
    if said:
        heads: tuple[str, ...] = ("Source", "Where", "Covers", "Used for")
        rows: list[tuple[str, ...]] = [
            (
                s.title,
                flat(s.where) or NOT_SAID,
                flat(s.covers) or NOT_SAID,
                flat(s.used_for) or NOT_SAID,
            )
            for s in said
        ]
        found.append(table("Sources", "Sources that the author names", heads, rows))
    beside = len({flat(each.source) for each in provenance.values if each.source})
    if beside:
        says = f"{beside} sources are said beside the figures themselves. They are in"
        found.append(Pointer(says, *VALUES))
    if subject.loaded.data:
        rows = [(file.path, file.sha256) for file in subject.loaded.data]
        found.append(table("Files", "Data files of the scenario", ("File", "SHA-256"), rows))
    if subject.fit is not None:
        found.append(_targets(subject.fit))
    return tuple(found)


def _targets(fit: FitRecord) -> Block:
    rows = [
        (r["target"], _number(r["observed"]), f"{r['first']} to {r['last']}", r["source"])
        for r in fit.targets
    ]
    heads = ("Fitted to", "Observed", "Period", "Source")
    return table("Targets", "Figures that the model was fitted to", heads, rows)


def _prepared(subject: Subject) -> tuple[Block, ...]:
    said = [each for each in subject.scenario.sources if each.prepared]
    if not said:
        return ()
    rows = [(each.title, flat(each.prepared)) for each in said]
    return (table("Prepared", "What was done to the data", ("Source", "Done to it"), rows),)


def _parameters(subject: Subject, provenance: Provenance) -> tuple[Block, ...]:
    found: list[Block] = [
        Words(standing_in_words(provenance.values, provenance.defaults)),
        standing_table(provenance.values),
        Words(
            "Demand, stays, lead times, staff, beds and places are in 2.5.1 to 2.5.3. What each "
            "field means, its bounds and default is printed by `stepdown describe --dictionary`."
        ),
        Pointer("Each value, with its unit, meaning, source and confidence, is in", *VALUES),
    ]
    if subject.fit is not None:
        found += _fitted(subject.fit)
    return tuple(found)


def _fitted(fit: FitRecord) -> list[Block]:
    rows = [
        (
            r["unknown"],
            _interval(r, "prior_"),
            _interval(r, ""),
            r["unit"],
            r["verdict"],
            r["source_of_prior"],
        )
        for r in fit.parameters
    ]
    heads = (
        "Unknown",
        "Before (90 %)",
        "After (90 %)",
        "Unit",
        "The targets",
        "Source of the prior",
    )
    says = (
        f"Fitted by {fit.manifest.get('method', 'a fit')}; {fit.manifest.get('runs', '?')} runs. "
        "Cautions of the fit: " + " ".join(fit.cautions)
    )
    return [table("Fitted", "What was fitted", heads, rows), Words(says)]


def _interval(row: Row, name: str) -> str:
    low, middle, high = (_number(row[f"{name}{end}"]) for end in ("low", "median", "high"))
    return f"{middle} ({low} to {high})"


def _number(text: str) -> str:
    return f"{float(text):.4g}" if text else ""
