"""``stepdown compare``: scenarios side by side on the same patients, the first the reference."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.exits import INTERRUPTED, interrupted
from simulator.cli.json_text import json_text
from simulator.cli.options import (
    OUTPUTS,
    AsJson,
    Engine,
    Jobs,
    Out,
    Quiet,
    Replications,
    Seed,
    Sets,
    Trial,
)
from simulator.cli.progress import shown
from simulator.cli.scheduler import Scheduler, TlsCa, TlsCert, TlsKey, connected

if TYPE_CHECKING:
    from simulator.report.comparison_landing import LandedComparison, ReadyComparison
    from simulator.report.landing import Asked


def compare(
    context: typer.Context,
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files, the reference first.")],
    replications: Replications = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            help="Run until 95 % half-widths of the differences are within this: '5%' of the "
            "reference's headline measures, or 'delayed_patients=2' in a measure's own unit. May "
            "be repeated."
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE,VALUE,…",
            help="Of one scenario: run every combination of these values. At most two.",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="What --vary shows, by care setting. May be repeated."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="What each change of a scenario did, in order and alone."),
    ] = False,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Out = OUTPUTS,
    sets: Sets = None,
    engine: Engine = "compiled",
    scheduler: Scheduler = None,
    tls_ca: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    trial: Trial = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios on the same patients: what changes, how sure, where the queue goes.

    Finished replications are kept and used again: a comparison with one scenario more runs only
    that one.
    """
    from simulator.report.comparison_landing import make_ready
    from simulator.report.landing import Asked

    asked = Asked(
        replications=replications,
        precision=tuple(precision or ()),
        seed=seed,
        jobs=jobs,
        engine=engine,
        is_trial=trial,
        sets=tuple(sets or ()),
        command=("stepdown", *sys.argv[1:]),
        cluster=connected(context, scheduler, jobs, (tls_ca, tls_cert, tls_key)),
    )
    ready = make_ready(scenarios, asked, vary=vary or (), measures=measure or (), explain=explain)
    try:
        landed = _run(ready, out, quiet)
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    _say(landed, asked, as_json)


def _run(ready: ReadyComparison, out: Path, quiet: bool) -> LandedComparison:
    from simulator.report.comparison_landing import run_comparison

    return shown(lambda told: run_comparison(ready, out, told), "replications", quiet)


def _say(landed: LandedComparison, asked: Asked, as_json: bool) -> None:
    from simulator.report.comparison_outcome import as_plain, grid_lines, lines_of
    from simulator.report.next_step import after_comparison, after_grid

    if as_json:
        plain = {"folder": landed.folder.as_posix(), "report": landed.report.as_posix()}
        if landed.comparison is not None:
            plain |= as_plain(landed.comparison)
        typer.echo(json_text(plain))
        return
    if landed.comparison is not None:
        lines = lines_of(landed.comparison, landed.averages, landed.explained)
        is_explained = bool(landed.explained)
        then = after_comparison(landed.comparison, asked.command, is_explained=is_explained)
    else:
        assert landed.grid is not None
        lines = grid_lines(landed.grid, landed.keys, asked.is_trial)
        then = after_grid(landed.grid, landed.keys)
    for line in lines:
        typer.echo(line)
    typer.echo(f"report: {landed.report}")
    typer.echo(then)
