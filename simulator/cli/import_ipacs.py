"""``stepdown import ipacs``: a scenario of an IPACS workbook."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.progress import stages

if TYPE_CHECKING:
    from simulator.exchange.imported import Imported

Target = Annotated[
    Path, typer.Option("--out", "-o", help="The scenario to be written; never over another.")
]


def import_ipacs(
    workbook: Annotated[Path, typer.Argument(help="The parameters: model_inputs/*.xlsx.")],
    out: Target = Path("place.yaml"),
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Which scenario of the sheets arrivals, capacity or los to take, like S1Cap; "
            "otherwise the baseline. May be repeated.",
        ),
    ] = None,
) -> None:
    """Make a scenario of an IPACS workbook, each value with its sheet and cell.

    What is not carried over, and what will differ, is said, and stands at the top of the file.
    """
    with stages({"reading the workbook": 1.5}):
        from simulator.exchange.ipacs import import_ipacs as imported

        made = imported(str(workbook), tuple(scenario or ()), out.stem)
    tell(made, out)


def tell(made: Imported, out: Path) -> None:
    """Write what was imported, and say what it lacks and how it differs."""
    with stages({"writing and checking it": 1.5}):
        loaded = made.save(out)
    for head, items in (("not carried over", made.not_carried), ("will differ", made.differs)):
        for item in items:
            typer.echo(f"{head}: {item}")
    typer.echo(f"wrote {', '.join([out.as_posix(), *(each.path for each in loaded.data)])}")
    typer.echo(f"next: {shlex.join(['stepdown', 'check', out.as_posix()])}")
