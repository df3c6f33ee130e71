"""`stepdown check`: is a scenario right, and can its places and teams carry its demand?"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from math import isinf
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.json_text import json_text
from simulator.cli.progress import Begin, stages

if TYPE_CHECKING:
    from simulator.errors import InputError, Problem
    from simulator.experiment.flow_table import FlowTable
    from simulator.scenario.load import Loaded
    from simulator.scenario.schema import Scenario

FEW = 3
RULES, DEMAND = "looking for problems", "holding demand against what there is"
SECONDS = {"reading the scenario": 1.1, RULES: 0.2, DEMAND: 1.6}


def check(
    file: Annotated[str, typer.Argument(help="the scenario file, or a folder with place.yaml")],
    sets: Annotated[
        list[str] | None, typer.Option("-s", "--set", help="change a value: path=value")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print everything as JSON")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="list the values left to defaults too")
    ] = False,
) -> None:
    """Check a scenario, and its demand against what there is.

    Every problem is shown at once; only a scenario without any is held against its demand.
    Exit code 2 when the scenario cannot be run.
    """
    from simulator.errors import InputError

    file = _place_of(file)
    asked = shlex.join([file, *(word for each in sets or () for word in ("-s", each))])
    try:
        with stages(SECONDS, as_json) as begin:
            loaded, table, warnings = _looked_into(file, sets or (), begin)
    except InputError as error:
        _refuse(error, asked, as_json=as_json, verbose=verbose)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json_text(_as_json(loaded, table, warnings)))
        return
    typer.echo(_report(loaded, table, warnings, verbose))
    typer.echo(f"\nnext: stepdown run {asked}")


def _place_of(file: str) -> str:
    """The scenario file of a folder that has one; else what was given."""
    import os

    if not os.path.isdir(file):
        return file
    from simulator.exchange.new_place import file_of

    return file_of(file).as_posix() if file_of(file).is_file() else file


def _looked_into(
    file: str, sets: Sequence[str], begin: Begin
) -> tuple[Loaded, FlowTable, list[Problem]]:
    """A scenario, its demand against what there is, and warnings; raises InputError."""
    from simulator.errors import InputError
    from simulator.experiment.draws import check_draws
    from simulator.results.measures import REGISTRY
    from simulator.sampling.distributions import distribution, law_mean, law_sd
    from simulator.scenario.checks import check as errors_of
    from simulator.scenario.checks import warn
    from simulator.scenario.load import load

    loaded = load(file, sets)
    begin(RULES)
    problems = errors_of(loaded, {n: m.unit for n, m in REGISTRY.items()}, distribution)
    problems = problems or list(check_draws(loaded))
    if problems:
        raise InputError(problems)
    begin(DEMAND)
    from simulator.experiment.flow_table import flow_table

    return loaded, flow_table(loaded.scenario), warn(loaded, law_mean, law_sd)


def _refuse(error: InputError, asked: str, *, as_json: bool, verbose: bool) -> None:
    """Show every problem, and what could not be looked into because of them."""
    notes = list(getattr(error, "__notes__", ()))
    if as_json:
        problems = [_problem(each) for each in error.problems]
        typer.echo(json_text({"ok": False, "problems": problems, "notes": notes}))
        return
    for problem in error.problems:
        typer.echo(f"{problem}\n", err=True)
    count = len(error.problems)
    typer.echo(f"{count} problem{'s' if count != 1 else ''} found", err=True)
    if len(notes) > FEW and not verbose:
        notes = [f"{len(notes)} further checks wait for these to be put right (-v lists them)"]
    for note in notes:
        typer.echo(note, err=True)
    them = "it" if count == 1 else "them"
    typer.echo(f"\nnext: put {them} right, then stepdown check {asked}", err=True)


def _report(loaded: Loaded, table: FlowTable, warnings: Sequence[Problem], verbose: bool) -> str:
    """What is shown of a scenario that is right."""
    from simulator.experiment.flow_text import text
    from simulator.scenario.provenance import counts, defaults, inherited

    number = counts(loaded)
    standing = f"{number.defaults} values are still defaults"
    if number.inherited:
        standing = f"{number.inherited} values are still those of what it extends"
    parts = [f"{_summary(loaded.scenario, table)}; {standing}", text(table)]
    said = [*map(str, warnings), *_demand_warnings(table)]
    if said:
        parts.append("\n".join(f"warning: {each}" for each in said))
    kept = []
    if number.inherited:
        kept.append(f"{number.inherited} figures are still those of the scenario it extends")
        kept += [f"  {each.said}: {each.text}" for each in inherited(loaded) if verbose]
    kept.append(f"{number.defaults} fields are left to their defaults")
    kept += [f"  {each.said}: {each.text} ({each.meaning})" for each in defaults(loaded) if verbose]
    parts.append("\n".join(kept) + ("" if verbose else " (-v lists them)"))
    return "\n\n".join(parts)


def _summary(scenario: Scenario, table: FlowTable) -> str:
    """One line: what there is, and where demand is nearest to it."""
    units = [unit for setting in scenario.care_settings.values() for unit in setting.units]
    beds, places = sum(u.beds or 0 for u in units), sum(u.places or 0 for u in units)
    visits = sum(u.capacity for u in units) - beds - places
    counted = [(len(units), "unit"), (beds, "bed"), (places, "place"), (visits, "daily visit")]
    words = ", ".join(f"{n:,} {what}{'s' if n != 1 else ''}" for n, what in counted if n)
    fullest = table.fullest
    if fullest is None or fullest.full is None:
        return f"OK: {words}"
    part = "far more than" if isinf(fullest.full) else f"{100 * fullest.full:.0f} % of"
    opens = "Runs, but demand exceeds what there is" if table.overfull else "OK"
    return f"{opens}: {words}; demand is {part} what {fullest.name} can carry"


def _demand_warnings(table: FlowTable) -> list[str]:
    """Demand above what can be carried, and demand close to it."""
    from simulator.experiment.flow_text import excess_in_words, load_in_words

    return [
        *(
            f"{row.name}: demand is more than it can carry: {load_in_words(row)}; "
            f"{excess_in_words(row)}"
            for row in table.overfull
        ),
        *(
            f"{row.name}: close to full before anyone queues: {load_in_words(row)}"
            for row in table.close_to_full
        ),
    ]


def _as_json(loaded: Loaded, table: FlowTable, warnings: Sequence[Problem]) -> dict[str, Any]:
    from dataclasses import asdict

    from simulator.scenario.provenance import counts

    return {
        "ok": True,
        "summary": _summary(loaded.scenario, table),
        # JSON knows no infinity: demand on nothing open is null, and warned of.
        "flow": [
            {**asdict(row), "full": None if row.full is None or isinf(row.full) else row.full}
            for row in table.rows
        ],
        "notes": list(table.notes),
        "warnings": [*map(_problem, warnings), *_demand_warnings(table)],
        "values": asdict(counts(loaded)),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(problem)
