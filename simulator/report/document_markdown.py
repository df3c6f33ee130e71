"""A document as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.report.document_block import (
    Appendix,
    Block,
    Drawing,
    Item,
    Lines,
    Pointer,
    Verbatim,
    Words,
)
from simulator.report.document_whole import ABOUT, SECTIONS, Document
from simulator.report.markdown import as_markdown, markdown_table

MARK = "<!-- Made by `stepdown document`; do not edit: change the scenario and make it again. -->"


def as_text(document: Document, stem: str) -> str:
    """The page without its appendices. ``stem``: what names of files beside it begin with."""
    return "\n\n".join(_parts(document, stem)) + "\n"


def as_appendix(document: Document, appendix: Appendix, stem: str) -> str:
    """An appendix as a page of its own, beside that of the document."""
    back = f"Of [{document.title}: STRESS-DES]({stem}.md)."
    blocks = (_block(block, stem) for block in appendix.blocks)
    return "\n\n".join((MARK, f"# {appendix.heading}", back, *blocks)) + "\n"


def drawing_of(stem: str) -> str:
    """Name of the file that has the diagram."""
    return f"{stem}-map.svg"


def appendix_of(stem: str, name: str) -> str:
    """Name of the file of an appendix."""
    return f"{stem}-{name}.md"


def _parts(document: Document, stem: str) -> Iterator[str]:
    yield MARK
    yield f"# {document.title}: STRESS-DES"
    if document.question:
        yield f"> {document.question}"
    yield f"**{document.standing}.** {ABOUT}"
    if document.barriers and not document.is_final:
        yield "Not final, because:"
        yield "\n".join(f"- {each}" for each in document.barriers)
    if document.missing:
        yield "## Still to be written by the author"
        rows = [(f"`{m.key}`", ", ".join(m.items), m.write) for m in document.missing]
        yield markdown_table(("Key of the scenario", "For item", "What to write"), rows)
    section = ""
    for item in document.items:
        if item.number[0] != section:
            section = item.number[0]
            yield f"## {section}. {SECTIONS[section]}"
        yield from _item(document, item, stem)
    yield "## Quality-assurance log"
    for block in document.log:
        yield _block(block, stem)
    yield "## Appendices"
    yield "\n".join(
        f"- [{each.heading}]({appendix_of(stem, each.name)})" for each in document.appendices
    )


def _item(document: Document, item: Item, stem: str) -> Iterator[str]:
    yield f"### {item.number} {item.title}{' *' if item.is_authors else ''}"
    for block in item.blocks:
        yield _block(block, stem)
    waits = document.missing_for(item)
    if waits:
        yield "To be written: " + ", ".join(f"`{each.key}`" for each in waits) + "."
    elif not item.blocks:
        yield "Nothing to say."


def _block(block: Block, stem: str) -> str:
    if isinstance(block, Words):
        return f"> {block.text}" if block.is_quoted else block.text
    if isinstance(block, Lines):
        return "\n".join(f"- {each}" for each in block.lines)
    if isinstance(block, Verbatim):
        return f"```text\n{block.text}\n```"
    if isinstance(block, Drawing):
        return f"![{block.alt}]({drawing_of(stem)})\n\n{block.note}"
    if isinstance(block, Pointer):
        return f"{block.text} [{block.heading}]({appendix_of(stem, block.name)})."
    note = f"\n\n{block.note}" if block.note else ""
    return f"**{block.title}**\n\n{as_markdown(block)}{note}"
