"""`stepdown describe`: a scenario in words, what differs between two, the words of the format."""

from __future__ import annotations

from typing import Annotated

import typer


def describe(
    file: Annotated[str | None, typer.Argument(help="the scenario file")] = None,
    diff: Annotated[
        str | None, typer.Option("--diff", help="what differs from FILE to this scenario")
    ] = None,
    dictionary: Annotated[
        bool, typer.Option("--dictionary", help="every field: unit, bounds, default, meaning")
    ] = False,
    measures: Annotated[
        bool,
        typer.Option("--measures", help="every measure: unit, definition, what it is split by"),
    ] = False,
    sets: Annotated[
        list[str] | None, typer.Option("-s", "--set", help="change a value of FILE: path=value")
    ] = None,
) -> None:
    """Describe a scenario in words, or what differs between two.

    In words: who comes, the flow, its changes, and how its values stand.
    """
    if dictionary:
        from simulator.scenario.dictionary import markdown

        typer.echo(markdown(), nl=False)
    if measures:
        from simulator.results.measures import REGISTRY

        for one in REGISTRY.values():
            split = f" By {', '.join(one.by)}." if one.by else ""
            typer.echo(f"{one.name} ({one.unit}): {one.title}. {one.definition}{split}")
    if file is not None:
        typer.echo(_scenario(file, diff, sets or []), nl=False)
    elif diff is not None or not (dictionary or measures):
        raise typer.BadParameter("name a scenario file, or ask for --dictionary or --measures")


def _scenario(file: str, other: str | None, sets: list[str]) -> str:
    from simulator.scenario.describe import describe as in_words
    from simulator.scenario.difference import in_lines
    from simulator.scenario.load import load

    loaded = load(file, sets)
    return in_words(loaded) if other is None else in_lines(loaded, load(other))
