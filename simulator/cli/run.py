"""``stepdown run``: simulate scenarios and write a folder with a report for each."""

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
    from collections.abc import Mapping, Sequence

    from simulator.report.landing import Landed, Ready


def run(
    context: typer.Context,
    scenarios: Annotated[list[Path], typer.Argument(help="Scenario files.")],
    replications: Replications = None,
    precision: Annotated[
        list[str] | None,
        typer.Option(
            help="Run until 95 % half-widths are within this: '5%' of each headline measure, or "
            "'delayed_patients=2' in a measure's own unit. May be repeated."
        ),
    ] = None,
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
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="Run only every Nth replication from the Kth, for stepdown collect.",
        ),
    ] = None,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Also write replay.html: a week of one run, to be played."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be run, and stop.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run scenarios; each ends in a folder with report.html.

    A scenario is run many times with fresh chance: a Monte Carlo batch.
    """
    from dataclasses import asdict

    from simulator.report.dry_run import dry
    from simulator.report.landing import Asked, make_ready

    _of_whole_batches(shard, {"--dry-run": dry_run, "--replay": replay})
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
    ready = [make_ready(path, asked) for path in scenarios]
    if dry_run:
        told = [dry(each) for each in ready]
        would = {"would_run": [asdict(each) for each in told]}
        typer.echo(json_text(would) if as_json else "\n".join(each.says for each in told))
        return
    try:
        if shard is not None:
            _run_shards(ready, shard, out, as_json)
            return
        landed = [run_shown(each, out, quiet) for each in ready]
    except KeyboardInterrupt as stopped:
        typer.echo(interrupted(stopped), err=True)
        raise typer.Exit(INTERRUPTED) from None
    print_landed(landed, as_json)
    if replay:
        _write_replays(landed, as_json)


def _of_whole_batches(shard: str | None, asked: Mapping[str, bool]) -> None:
    """Refuse with a shard what is of whole batches only."""
    from simulator.errors import InputError, Problem

    found = [name for name, is_asked in asked.items() if is_asked]
    if shard is not None and found:
        says = f"--shard runs a part of a batch, and {' and '.join(found)} is of the whole"
        raise InputError([Problem(says, path="--shard", do="leave one of them out")])


def _write_replays(landed: Sequence[Landed], is_quiet: bool) -> None:
    from simulator.report.replay import write_replay

    for each in landed:
        ready = each.ready
        file = write_replay(ready.setup, ready.batch.seed, ready.asked.engine, each.folder)
        typer.echo(f"replay: {file}", err=is_quiet)


def _run_shards(ready: Sequence[Ready], shard: str, out: Path, as_json: bool) -> None:
    from simulator.report.shards import run_shard, shard_of

    part = shard_of(shard)
    folders = [run_shard(each, part, out).as_posix() for each in ready]
    if as_json:
        typer.echo(json_text({"shard": shard, "folders": folders}))
        return
    for folder in folders:
        typer.echo(f"shard {part}: {folder}")
    typer.echo("next: stepdown collect with the folders of all shards")


def print_landed(landed: Sequence[Landed], as_json: bool) -> None:
    """The outcome of each run, and where its report is."""
    from simulator.report.next_step import after_run
    from simulator.report.outcome import as_plain, outcome

    if as_json:
        typer.echo(json_text([as_plain(each) for each in landed]))
        return
    for each in landed:
        typer.echo(outcome(each))
    typer.echo(after_run(landed))
    for each in landed:
        typer.echo(f"report: {each.report}")


def run_shown(ready: Ready, out: Path, quiet: bool, more: Path | None = None) -> Landed:
    """Run one scenario, with a line of progress where someone is looking."""
    from simulator.report.landing import run_to_folder

    what = f"replications of {ready.loaded.path}"
    return shown(
        lambda told: run_to_folder(ready, out, told, more),
        what,
        quiet,
        compiles=ready.asked.engine == "compiled",
    )
