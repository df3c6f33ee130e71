"""A document as one page that needs nothing else to be read."""

from __future__ import annotations

from simulator.report.document_block import Drawing, Lines, Pointer, Verbatim, Words
from simulator.report.document_whole import ABOUT, SECTIONS, Document
from simulator.report.frame import environment


def as_page(document: Document) -> str:
    """The page as text."""
    made = environment()
    made.globals["kind"] = kind
    return made.get_template("document.html").render(
        document=document, about=ABOUT, sections=SECTIONS, banners=_banners(document)
    )


def _banners(document: Document) -> list[str]:
    if document.is_final:
        return []
    n = len(document.barriers)
    return [f"Draft: {n or 'no'} thing{'s' if n != 1 else ''} in the way of calling it final"]


def kind(block: object) -> str:
    """What a block is, for the template."""
    kinds = {
        Words: "words",
        Lines: "lines",
        Verbatim: "verbatim",
        Drawing: "drawing",
        Pointer: "pointer",
    }
    return kinds.get(type(block), "table")
