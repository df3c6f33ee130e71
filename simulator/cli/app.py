"""``stepdown app``: a page on this computer to explore a scenario by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import Jobs, Seed

BASELINE = Path("scenarios/baseline.yaml")


def app(
    scenario: Annotated[Path, typer.Argument(help="The scenario as it is now.")] = BASELINE,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the page is; 0: any free port.")
    ] = 8642,
    most: Annotated[
        int, typer.Option(min=2, max=1000, help="Replications after which it sharpens no more.")
    ] = 40,
    seed: Seed = None,
    jobs: Jobs = 0,
    open_it: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Explore a scenario on a page: move beds, staff, days or demand, and see what changes.

    The page is served to this computer alone.
    """
    import os

    from simulator.app.exploration import Exploration
    from simulator.errors import InputError, Problem
    from simulator.experiment.prepare import batch_of, prepare

    try:
        from simulator.app.served import serve
    except ModuleNotFoundError as error:
        says = f"the page needs {error.name}, which is not installed"
        raise InputError([Problem(says, do="pip install 'stepdown[app]'")]) from None
    loaded = prepare(scenario)
    batch = batch_of(loaded.scenario.batch, seed=seed)
    exploration = Exploration.of(loaded, batch, most, jobs or os.cpu_count() or 1)
    typer.echo("making ready: the first time on a computer this takes about a minute", err=True)
    exploration.warm()

    def told(address: str) -> None:
        typer.echo(f"page: {address}  (Ctrl-C ends it)")
        if open_it:
            import webbrowser

            webbrowser.open(address)

    try:
        serve(exploration, port, told)
    finally:
        exploration.close()
