"""``stepdown import pathsimr``: a scenario of a PathSimR network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.import_ipacs import Target, tell
from simulator.cli.progress import stages


def import_pathsimr(
    wards: Annotated[Path, typer.Argument(help="The calendar: capacity and arrivals, a CSV.")],
    network: Annotated[Path, typer.Argument(help="The network template, a CSV.")],
    out: Target = Path("place.yaml"),
    time_unit: Annotated[
        str, typer.Option(help="Unit of time of the files: minutes, hours, days or weeks.")
    ] = "days",
) -> None:
    """Make a scenario of a PathSimR network and calendar, each value with its cell.

    What is not carried over, and what will differ, is said, and stands at the top of the file.
    """
    with stages({"reading the files": 1.5}):
        from simulator.exchange.pathsimr import import_pathsimr as imported

        made = imported(network, wards, time_unit)
    tell(made, out)
