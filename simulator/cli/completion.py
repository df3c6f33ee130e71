"""What a shell is told when the tab key is pressed: scenario files, workbooks and folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_type_hints

import typer

ENDS = (".yaml", ".yml", ".xlsx", ".csv", ".parquet")
VARIABLE = "_STEPDOWN_COMPLETE"
# Names of arguments and options that are files though their type is text.
FILES = {"file", "diff"}


def is_asked() -> bool:
    """Whether a shell asks, not a person."""
    return VARIABLE in os.environ


def answer(app: typer.Typer) -> None:
    """Answer the shell: commands and options as typer knows them, and files for every path."""
    _tell_files(app)
    app(prog_name="stepdown")


def files(incomplete: str) -> list[str]:
    """Files that a command can read and folders, that begin as said."""
    head, _, start = incomplete.rpartition("/")
    folder = Path(f"{head}/") if head or incomplete.startswith("/") else Path()
    before = f"{head}/" if head or incomplete.startswith("/") else ""
    try:
        found = sorted(each for each in folder.iterdir() if each.name.startswith(start))
    except OSError:
        return []
    shown = [each for each in found if start.startswith(".") or not each.name.startswith(".")]
    folders = [f"{before}{each.name}/" for each in shown if each.is_dir()]
    return [f"{before}{x.name}" for x in shown if x.suffix.lower() in ENDS] + folders


def _tell_files(app: typer.Typer) -> None:
    """Let every argument and option that is a path be completed by files."""
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _tell_files(group.typer_instance)
    for command in app.registered_commands:
        if command.callback is None:
            continue
        hints = get_type_hints(command.callback, include_extras=True)
        for name, hint in hints.items():
            if name in FILES or "Path" in str(getattr(hint, "__origin__", hint)):
                for said in getattr(hint, "__metadata__", ()):
                    said.autocompletion = files
        # Read once here, so that what was said of completion is what typer finds.
        command.callback.__annotations__ = hints
