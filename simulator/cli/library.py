"""``stepdown library``: every scenario of a folder against the one that it extends."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.exits import INTERRUPTED
from simulator.cli.json_text import json_text
from simulator.cli.options import AsJson, Jobs, Quiet, Seed


def library(
    folder: Annotated[Path, typer.Argument(help="A folder of scenario files.")],
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-r", min=2, help="Of each; else the reference's own."),
    ] = None,
    seed: Seed = None,
    jobs: Jobs = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where finished runs are kept.")] = Path(
        "outputs"
    ),
    pages: Annotated[
        Path | None,
        typer.Option(
            help="A folder with evidence.yaml: also write evidence_check.md and "
            "response_standards.md there."
        ),
    ] = None,
    pages_only: Annotated[
        bool, typer.Option("--pages-only", help="With --pages: run what they need, and no more.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run all scenarios of a folder, each on the same patients as the one it extends.

    Finished replications are kept and used again, by this command and by compare.
    """
    import time

    from simulator.cli.progress import tell_compiling
    from simulator.report.library_landing import AskedLibrary, Compared, run_library

    found: list[Compared] = []

    def say(compared: Compared) -> None:
        found.append(compared)
        if not as_json:
            typer.echo("\n".join(compared.lines()))

    def report(name: str) -> None:
        if not quiet:
            typer.echo(f"running {name}", err=True)

    since, worked = time.perf_counter(), time.process_time()
    asked = AskedLibrary(folder, out, pages, replications, seed, jobs, pages_only)
    if not quiet:
        tell_compiling()
    try:
        written = run_library(asked, say, report)
    except KeyboardInterrupt:
        said = "interrupted: what was finished is kept; the same command again goes on from there"
        typer.echo(said, err=True)
        raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        seconds, busy = time.perf_counter() - since, time.process_time() - worked
        typer.echo(f"{seconds:.0f} s; {busy:.0f} s of processor time here", err=True)
    if as_json:
        plain = found[0].plain() if found else {}
        typer.echo(json_text({**plain, "pages": [page.as_posix() for page in written]}))
        return
    for page in written:
        typer.echo(f"page: {page}")
    if found and found[0].told:
        name = (folder / f"{found[0].told[0].name}.yaml").as_posix()
        typer.echo(f"next: {shlex.join(['stepdown', 'describe', name])} says what one changes")
