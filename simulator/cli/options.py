"""Options that several commands have, with one meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Replications = Annotated[
    int | None, typer.Option("--replications", "-r", min=1, help="Runs with fresh chance.")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Start of all chance.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Workers; 0: all processors.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Where folders go.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="PATH=VALUE", help="Change a value of every scenario."),
]
Engine = Annotated[
    str, typer.Option(help="compiled; or simpy: the reference model, the same journeys, slower.")
]
Trial = Annotated[
    bool, typer.Option("--trial", help="Few replications, marked as a trial everywhere.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
OUTPUTS = Path("outputs")
