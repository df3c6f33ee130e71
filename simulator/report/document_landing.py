"""A document from what it is asked about to its files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.report.document_block import Drawing
from simulator.report.document_markdown import (
    MARK,
    appendix_of,
    as_appendix,
    as_text,
    drawing_of,
)
from simulator.report.document_page import as_page
from simulator.report.document_subject import Subject
from simulator.report.document_whole import Document

NAME = "document"
ENDINGS = (".md", ".html", "")


@dataclass(frozen=True, slots=True)
class LandedDocument:
    """A document and its files: Markdown, its diagram and appendices, and one page of HTML."""

    document: Document
    text: Path
    drawing: Path
    page: Path
    appendices: tuple[Path, ...]

    def plain(self) -> dict[str, Any]:
        """The outcome for programs."""
        document = self.document
        return {
            "standing": document.standing.lower(),
            "markdown": self.text.as_posix(),
            "html": self.page.as_posix(),
            "appendices": [each.as_posix() for each in self.appendices],
            "items": [each.number for each in document.items],
            "missing": [
                {"key": m.key, "items": list(m.items), "write": m.write} for m in document.missing
            ],
            "not_final_because": list(document.barriers),
        }


def where(given: Path, subject: Subject, out: Path | None, outputs: Path) -> Path:
    """The path of the files without their endings: as asked, else in the run's folder or outputs.

    Raises:
        InputError: ``out`` has an ending that is neither .md nor .html.
    """
    if out is None:
        return given / NAME if given.is_dir() else outputs / subject.stem / NAME
    if out.suffix not in ENDINGS:
        says = f"'{out}' ends in {out.suffix}"
        do = "end it in .md or .html, or in nothing: both are written"
        raise InputError([Problem(says, path="--out", do=do)])
    return out.with_suffix("")


def write_document(document: Document, at: Path) -> LandedDocument:
    """Write Markdown, diagram, appendices and page.

    Markdown that is there already is replaced only if made by this.

    Raises:
        InputError: a file there was made otherwise, or it cannot be written.
    """
    text, page = at.with_suffix(".md"), at.with_suffix(".html")
    drawing = at.with_name(drawing_of(at.name))
    parts = {at.with_name(appendix_of(at.name, each.name)): each for each in document.appendices}
    for file in (text, *parts):
        _refuse_another(file)
    svg = next(b.svg for i in document.items for b in i.blocks if isinstance(b, Drawing))
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        for file, content in (
            (drawing, svg),
            (page, as_page(document)),
            *((file, as_appendix(document, each, at.name)) for file, each in parts.items()),
            (text, as_text(document, at.name)),
        ):
            file.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        says = f"'{at.parent}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None
    return LandedDocument(document, text, drawing, page, tuple(parts))


def _refuse_another(file: Path) -> None:
    """Raises InputError where a file is there that was not made by this."""
    if file.exists() and not file.read_text(encoding="utf-8", errors="replace").startswith(MARK):
        says = f"'{file}' is there already, and stepdown document did not make it"
        raise InputError([Problem(says, path="--out", do="give another name")])


def document_of(
    given: Path, calibration: Path | None = None, is_final: bool = False
) -> tuple[Subject, Document]:
    """The document of a scenario or of a run's folder, as of today.

    Raises:
        InputError: what was given cannot be read.
    """
    subject = Subject.of(given, calibration)
    return subject, Document.of(subject, dt.datetime.now(dt.UTC).date(), is_final)
