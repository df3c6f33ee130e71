"""Pages of the documents that are made from the code: `python -m tests.docs.pages` writes them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.report.markdown import markdown_table

if TYPE_CHECKING:
    from simulator.report.document_whole import Document

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
ROOT = DOCS.parent
# The document of the baseline is made as of this day: it is the same on every other.
AS_OF = dt.date(2026, 11, 22)
KINDS = {int: "whole number", float: "number", str: "text", Path: "path"}
KINDS |= {list[kind]: said for kind, said in KINDS.items()}


def commands() -> str:
    """Every command with its arguments and options, from the command line itself."""
    from typer.main import get_command

    from simulator.cli import app

    parts = [
        "# Commands\n",
        "Made from the command line itself; do not edit. `stepdown COMMAND --help` says the same. "
        "In a checkout, type `python3 dev.py stepdown` for `stepdown`.\n",
        "Results go to standard output, progress to standard error. Exit codes: 0 done, 1 our "
        "fault, 2 something in what was given, 3 a check that was asked for failed, 4 incomplete "
        "and can go on, 130 interrupted.\n",
    ]
    found = get_command(app).commands  # type: ignore[attr-defined]
    for name, one in found.items():
        told = " ".join((one.help or "").split("\f")[0].split())
        parts += [f"## `stepdown {name}`\n", f"{told}\n"]
        rows = [row for parameter in one.params for row in _parameter(parameter)]
        parts.append(markdown_table(("", "Default", "What it does"), rows) + "\n")
    return "\n".join(parts)


def _parameter(one: Any) -> Iterator[tuple[str, str, str]]:
    if one.name == "help":
        return
    told = " ".join((getattr(one, "help", "") or "").split())
    many = ", may be repeated" if getattr(one, "multiple", False) else ""
    default = "required" if one.required else ""
    if not one.required and one.default not in (None, False, (), []) and not callable(one.default):
        default = f"`{one.default}`"
    if one.param_type_name == "argument":
        shown = one.metavar or one.name.upper()
        yield f"`{shown}{' …' if one.nargs == -1 else ''}`", default, told
        return
    flags = ", ".join(f"`{flag}`" for flag in (*one.opts, *one.secondary_opts))
    kind = "" if one.is_flag else f" *{one.metavar or KINDS[one.type_descriptor.annotation]}*"
    yield f"{flags}{kind}{many}", default, told


def measures() -> str:
    """Every measure with its one definition, from the registry."""
    from simulator.results.measures import FAMILIES, REGISTRY

    parts = [
        "# Measures\n",
        f"The {len(REGISTRY)} figures that are taken of every replication. Made from the registry; "
        "do not edit. `stepdown describe --measures` prints the same.\n",
        "*The window* is the results' period, after warm-up. The statistic that is named first is "
        "meant where none is. `n` and `open` are counts, whatever the unit.\n",
    ]
    for family in FAMILIES:
        if not family.MEASURES:
            continue
        title = _first_sentence(family.__doc__ or family.__name__)
        parts.append(f"## {title}\n")
        for one in family.MEASURES:
            parts.append(f"### {one.title} {{ #{one.name} }}\n")
            split = f" Split by {', '.join(one.by)}." if one.by else ""
            statistics = ", ".join(f"`{each}`" for each in one.statistics)
            parts.append(
                f"`{one.name}`, {one.unit}. {' '.join(one.definition.split())}{split} "
                f"Statistics: {statistics}.\n"
            )
    return "\n".join(parts)


def _first_sentence(doc: str) -> str:
    return re.split(r"[.:](?:\s|$)", " ".join(doc.split()), maxsplit=1)[0]


def tables() -> str:
    """Every column of every tidy file."""
    from simulator.report.file_dictionary import page

    return page()


def stress() -> str:
    """The document of the baseline, from the scenario alone."""
    from simulator.report.document_markdown import as_text

    return _without_versions(as_text(_document(), "stress"))


def stress_place() -> str:
    """Its first appendix."""
    return _appendix(0)


def stress_values() -> str:
    """Its second appendix."""
    return _appendix(1)


def _appendix(at: int) -> str:
    from simulator.report.document_markdown import as_appendix

    document = _document()
    return as_appendix(document, document.appendices[at], "stress")


@cache
def _document() -> Document:
    from simulator.experiment.prepare import prepare
    from simulator.report.document_subject import Subject
    from simulator.report.document_whole import Document

    return Document.of(Subject(prepare("scenarios/baseline.yaml")), AS_OF)


def stress_map() -> str:
    """The diagram of that document."""
    from simulator.experiment.prepare import prepare
    from simulator.experiment.replication import Setup
    from simulator.report.document_map import overview
    from simulator.report.names import Names

    scenario = prepare("scenarios/baseline.yaml").scenario
    return overview(Setup.of(scenario), Names(scenario)).svg


def _without_versions(text: str) -> str:
    """A document without what changes with every commit and on every machine."""
    text = re.sub(r"(as installed now: )[^\n]*", r"\1see the lock file.", text)
    return re.sub(
        r"Hash of the code: [^\n]*", "Hash and commit of the code: with a run's folder.", text
    )


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "measures.md": measures,
    "tables.md": tables,
    "stress.md": stress,
    "stress-place.md": stress_place,
    "stress-values.md": stress_values,
    "stress-map.svg": stress_map,
}


def write() -> list[Path]:
    """Write every page that is made, and return their files."""
    for name, made in PAGES.items():
        (DOCS / name).write_text(made(), encoding="utf-8", newline="\n")
    return [DOCS / name for name in PAGES]


def main() -> int:
    """Write the pages from the root of the checkout."""
    import os

    os.chdir(ROOT)
    for file in write():
        print(file.relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
