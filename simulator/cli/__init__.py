"""The command line: one file a command."""

from __future__ import annotations

import sys

import typer

from simulator.cli import completion
from simulator.cli.app import app as explore
from simulator.cli.calibrate import calibrate
from simulator.cli.check import check
from simulator.cli.collect import collect
from simulator.cli.compare import compare
from simulator.cli.convert import convert
from simulator.cli.describe import describe
from simulator.cli.doctor import doctor
from simulator.cli.document import document
from simulator.cli.exits import INCOMPLETE, THEIR_INPUT
from simulator.cli.hubs import hubs
from simulator.cli.import_ipacs import import_ipacs
from simulator.cli.import_pathsimr import import_pathsimr
from simulator.cli.library import library
from simulator.cli.new import new
from simulator.cli.reproduce import reproduce
from simulator.cli.resume import resume
from simulator.cli.run import run
from simulator.cli.schema import schema
from simulator.cli.sensitivity import sensitivity
from simulator.cli.size import size
from simulator.cli.stays import stays
from simulator.cli.targets import targets

app = typer.Typer(
    name="stepdown",
    help="Simulate how patients flow through an English health and care system.",
    no_args_is_help=True,
    # Plain help: rich alone takes longer to load than everything else that help needs.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (
    run,
    resume,
    collect,
    reproduce,
    compare,
    library,
    size,
    hubs,
    sensitivity,
    check,
    describe,
    targets,
    stays,
    calibrate,
    document,
    schema,
):
    app.command()(command)
app.command("app")(explore)
app.command()(convert)
app.command()(new)
app.command()(doctor)
imports = typer.Typer(
    help="Make a scenario of another model's files.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
imports.command("ipacs")(import_ipacs)
imports.command("pathsimr")(import_pathsimr)
app.add_typer(imports, name="import")


def main() -> None:
    """Run the command line; what the user gave and got wrong ends with exit code 2."""
    from simulator.errors import IncompleteError, InputError, StoppedError

    if completion.is_asked():
        completion.answer(app)
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        many = len(error.problems)
        ended = "no report" if isinstance(error, StoppedError) else "nothing was run"
        print(f"{many} problem{'s' if many != 1 else ''}; {ended}", file=sys.stderr)
        sys.exit(THEIR_INPUT)
    except IncompleteError as error:
        print(error, file=sys.stderr)
        sys.exit(INCOMPLETE)
