"""``stepdown doctor``: is this computer ready, and does it count right?"""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.exits import CHECK_FAILED
from simulator.cli.json_text import json_text
from simulator.cli.progress import stages

AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]


def doctor(as_json: AsJson = False) -> None:
    """Look at Python, packages, cache, memory and disk, and run a tiny place on both engines.

    Each line says ok or not, and what to do. Exit code 3 when something is wrong.
    """
    from dataclasses import asdict

    with stages({"looking, and running a small place on both engines": 3}, as_json):
        from simulator.cli.doctor_findings import findings

        found = list(findings())
    if not as_json:
        for each in found:
            typer.echo(str(each))
    wrong = [each for each in found if each.is_ok is False]
    if as_json:
        told = {"ok": not wrong, "findings": [asdict(each) for each in found]}
        typer.echo(json_text(told))
    elif wrong:
        typer.echo(f"{len(wrong)} not ok: {', '.join(each.name for each in wrong)}")
    else:
        typer.echo("ready\nnext: stepdown check scenarios/baseline.yaml")
    if wrong:
        raise typer.Exit(CHECK_FAILED)
