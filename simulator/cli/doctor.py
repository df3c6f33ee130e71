"""``stepdown doctor``: is this computer ready, and does it count right?"""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.exits import CHECK_FAILED

AsJson = Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")]


def doctor(as_json: AsJson = False) -> None:
    """Look at Python, packages, cache, memory and disk, and run a tiny place on both engines.

    Each line says ok or not, and what to do. Exit code 3 when something is wrong.
    """
    import json
    from dataclasses import asdict

    from simulator.cli.doctor_findings import findings

    found = []
    for each in findings():
        found.append(each)
        if not as_json:
            typer.echo(str(each))
    wrong = [each for each in found if each.is_ok is False]
    if as_json:
        told = {"ok": not wrong, "findings": [asdict(each) for each in found]}
        typer.echo(json.dumps(told, indent=1))
    elif wrong:
        typer.echo(f"{len(wrong)} not ok: {', '.join(each.name for each in wrong)}")
    else:
        typer.echo("ready\nnext: stepdown check scenarios/baseline.yaml")
    if wrong:
        raise typer.Exit(CHECK_FAILED)
