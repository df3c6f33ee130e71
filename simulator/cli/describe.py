"""`stepdown describe`: a scenario in words, what differs between two, the words of the format."""

from __future__ import annotations

import json
import shlex
from typing import Annotated, Any

import typer

from simulator.cli.json_text import json_text
from simulator.cli.options import AsJson
from simulator.cli.progress import stages


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
    as_json: AsJson = False,
) -> None:
    """Describe a scenario in words, or what differs between two.

    In words: who comes, the flow, its changes, and how its values stand.
    """
    if file is None and (diff is not None or not (dictionary or measures)):
        raise typer.BadParameter("name a scenario file, or ask for --dictionary or --measures")
    if as_json:
        asked = {"dictionary": dictionary, "measures": measures}
        typer.echo(json_text(_plain(file, diff, sets or [], asked)))
        return
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
        words = ["stepdown", "check", file] if diff is None else ["stepdown", "compare", file, diff]
        typer.echo(f"\nnext: {shlex.join(words)}")


def _scenario(file: str, other: str | None, sets: list[str]) -> str:
    from simulator.scenario.describe import describe as in_words
    from simulator.scenario.difference import in_lines
    from simulator.scenario.load import load

    with stages({"reading the scenario": 1.2}):
        loaded = load(file, sets)
        return in_words(loaded) if other is None else in_lines(loaded, load(other))


def _plain(
    file: str | None, other: str | None, sets: list[str], asked: dict[str, bool]
) -> dict[str, Any]:
    """What was asked for as plain values, for programs."""
    plain: dict[str, Any] = {}
    if asked["dictionary"]:
        from dataclasses import asdict

        from simulator.scenario.dictionary import dictionary

        fields = {kind: [asdict(each) for each in some] for kind, some in dictionary().items()}
        plain["dictionary"] = json.loads(json.dumps(fields, default=str))
    if asked["measures"]:
        from simulator.results.measures import REGISTRY

        plain["measures"] = [
            {
                "name": one.name,
                "unit": one.unit,
                "title": one.title,
                "definition": one.definition,
                "by": list(one.by),
            }
            for one in REGISTRY.values()
        ]
    if file is not None:
        plain |= _plain_scenario(file, other, sets)
    return plain


def _plain_scenario(file: str, other: str | None, sets: list[str]) -> dict[str, Any]:
    from dataclasses import asdict

    from simulator.scenario.difference import in_lines
    from simulator.scenario.load import load
    from simulator.scenario.provenance import counts

    loaded = load(file, sets)
    if other is not None:
        return {"differs": in_lines(loaded, load(other)).splitlines()}
    return {
        "title": loaded.scenario.title,
        "resolved": loaded.resolved,
        "changes": [
            {"path": each.path, "how": each.how, "before": each.before, "after": each.after}
            for each in loaded.changes
        ],
        "values": asdict(counts(loaded)),
    }
