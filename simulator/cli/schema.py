"""`stepdown schema`: the scenario format as a JSON Schema, for editors."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from simulator.scenario.json_schema import text

    typer.echo(text(), nl=False)
