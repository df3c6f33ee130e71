"""A document as one page that needs nothing else to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.report.document_block import Drawing, Lines, Verbatim, Words
from simulator.report.document_whole import ABOUT, SECTIONS, Document

if TYPE_CHECKING:
    from markupsafe import Markup


def as_page(document: Document) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from simulator.report.page import TEMPLATES, tied

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["titles"] = {}
    environment.filters["tied"] = tied
    environment.filters["coded"] = coded
    environment.globals["kind"] = kind
    return environment.get_template("document.html").render(
        document=document, about=ABOUT, sections=SECTIONS
    )


def coded(text: str) -> Markup:
    """A text for HTML, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    parts = str(escape(text)).split("`")
    if len(parts) % 2 == 0:
        return Markup(escape(text))
    marked = (f"<code>{each}</code>" if at % 2 else each for at, each in enumerate(parts))
    return Markup("".join(marked))


def kind(block: object) -> str:
    """What a block is, for the template."""
    kinds = {Words: "words", Lines: "lines", Verbatim: "verbatim", Drawing: "drawing"}
    return kinds.get(type(block), "table")
