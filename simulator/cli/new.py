"""``stepdown new``: a scenario of one's own, made from a few questions."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulator.exchange.new_place import Answered
    from simulator.exchange.question import Question


def new(
    name: Annotated[str, typer.Argument(help="A folder for it, like ourplace; or a file.")],
    baseline: Annotated[
        Path | None,
        typer.Option("--from", help="The scenario to start from; else scenarios/baseline.yaml."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the place is called.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing: every figure as in the baseline.")
    ] = False,
    targets: Annotated[
        Path | None,
        typer.Option(help="Published figures, as stepdown targets writes them: a first draft."),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option(help="With --targets: the code of the trust, like RXX.")
    ] = None,
) -> None:
    """Make a scenario of your own: a file that says only what differs from the baseline.

    You are asked for demand, beds, places, teams, staff and starts, each with the baseline's
    figure and its source; Enter keeps it. Nothing that is there is written over.
    """
    if targets is not None or organisation is not None:
        _draft(name, targets, organisation)
        return
    from simulator.errors import InputError, Problem
    from simulator.exchange.new_place import baseline_near, file_of, write_place
    from simulator.exchange.question import questions
    from simulator.scenario.load import load

    file = file_of(name)
    if file.exists():
        says = f"'{file.as_posix()}' is there already; nothing was written"
        raise InputError([Problem(says, do="choose another name")])
    start = baseline or baseline_near(Path())
    if start is None:
        says = "there is no scenarios/baseline.yaml in this folder or around it"
        raise InputError([Problem(says, do="name the scenario to start from with --from")])
    called = title or (file.parent.name if file.parent.name else file.stem)
    asked = questions(load(start))
    if not yes:
        typer.echo(f"{len(asked)} questions; Enter keeps the figure in brackets, - the rest too.")
    answers = _ask(asked, yes)
    loaded, written = write_place(file, called, start, answers)
    for caution in dict.fromkeys(each.question.caution for each in answers if each.changed):
        if caution:
            typer.echo(f"note: {caution}")
    own = sum(len(each.changed) for each in answers)
    all_figures = sum(len(question.figures) for question in asked)
    typer.echo(f"wrote {', '.join(each.as_posix() for each in written)}: {loaded.scenario.title}")
    typer.echo(f"{own} of {all_figures} figures are your own; the others are still the baseline's")
    typer.echo(f"next: {shlex.join(['stepdown', 'check', file.as_posix()])}")


def _ask(asked: list[Question], yes: bool) -> list[Answered]:
    from simulator.exchange.new_place import Answered

    answers = []
    for question in asked:
        answer: float | None = question.value
        if not yes:
            answer = _answer(question)
        if answer is None:
            yes, answer = True, question.value
        answers.append(Answered(question, tuple(question.shared(answer))))
    return answers


def _answer(question: Question) -> float | None:
    """A number within bounds; None when the rest is to be kept."""
    unit = f", {question.unit}" if question.unit else ""
    typer.echo(f"\n{question.asks}{unit}\n  before: {question.value:g} ({question.source})")
    while True:
        text = typer.prompt("  yours", default=f"{question.value:g}").strip()
        if text == "-":
            return None
        wrong = _wrong(text, question)
        if not wrong:
            return float(text.replace(",", ""))
        typer.echo(f"  {wrong}", err=True)


def _wrong(text: str, question: Question) -> str:
    """What is wrong with an answer; empty if nothing is."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return f"'{text}' is not a number"
    if not (math.isfinite(number) and 0 <= number <= question.most):
        return f"allowed: from 0 to {question.most:,.0f}"
    return "a whole number is needed" if question.is_whole and not number.is_integer() else ""


def _draft(name: str, targets: Path | None, organisation: str | None) -> None:
    """A first draft from published figures."""
    if targets is None or organisation is None:
        raise typer.BadParameter("--targets and --organisation go together")
    from calibration.trust.draft import write_place

    written = write_place(targets, organisation, Path(name))
    typer.echo(f"wrote {', '.join(path.as_posix() for path in written)}")
    place = next((path for path in written if path.suffix in {".yaml", ".yml"}), Path(name))
    typer.echo(f"next: {shlex.join(['stepdown', 'check', place.as_posix()])}")
