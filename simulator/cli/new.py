"""``stepdown new``: a scenario of one's own, made from a few questions."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.progress import stages

if TYPE_CHECKING:
    from simulator.exchange.new_place import Answered
    from simulator.exchange.question import Question


def new(
    name: Annotated[str, typer.Argument(help="A folder for it, like ourplace; or a file.")],
    baseline: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The scenario to start from, a file or a bundled one by name; else "
            "scenarios/baseline.yaml here or above, or the bundled baseline.",
        ),
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
    from simulator.exchange.new_place import file_of, refuse_existing, start_named, write_place

    file = file_of(name)
    refuse_existing(file)
    start = start_named(baseline, Path())
    called = title or (file.parent.name if file.parent.name else file.stem)
    with stages({"reading the scenario to start from": 1.5}):
        asked = _questions(start)
    if not yes:
        typer.echo(f"starting from {start}: {len(asked)} questions")
        typer.echo("Enter keeps the figure in brackets, - the rest too.")
    answers = _ask(asked, yes)
    with stages({"writing and checking yours": 1.5}):
        loaded, written = write_place(file, called, start, answers)
    for caution in dict.fromkeys(each.question.caution for each in answers if each.changed):
        if caution:
            typer.echo(f"note: {caution}")
    own = sum(len(each.changed) for each in answers)
    all_figures = sum(len(question.figures) for question in asked)
    typer.echo(f"wrote {', '.join(each.as_posix() for each in written)}: {loaded.scenario.title}")
    typer.echo(f"{own} of {all_figures} figures are your own; the others are still the baseline's")
    typer.echo(f"next: {shlex.join(['stepdown', 'check', file.as_posix()])}")


def _questions(start: str) -> list[Question]:
    from simulator.exchange.question import questions
    from simulator.scenario.load import load

    return questions(load(start))


def _ask(asked: list[Question], yes: bool) -> list[Answered]:
    from simulator.exchange.new_place import Answered

    answers = []
    for at, question in enumerate(asked, start=1):
        answer: float | None = question.value
        if not yes:
            typer.echo(f"\n{at} of {len(asked)}")
            answer = _answer(question)
        if answer is None:
            yes, answer = True, question.value
        answers.append(Answered(question, tuple(question.shared(answer))))
    return answers


def _answer(question: Question) -> float | None:
    """A number within bounds; None when the rest is to be kept."""
    unit = f", {question.unit}" if question.unit else ""
    before = f"{question.value:.12g}"
    typer.echo(f"{question.asks}{unit}\n  before: {before} ({question.source})")
    while True:
        text = typer.prompt("  yours", default=before).strip()
        if text == "-":
            return None
        if text == before:
            return question.value
        wrong = _wrong(text, question)
        if not wrong:
            number = float(text.replace(",", ""))
            typer.echo(f"  understood: {number:,.12g}{unit.replace(',', '')}")
            return number
        typer.echo(f"  {wrong}", err=True)


def _wrong(text: str, question: Question) -> str:
    """What is wrong with an answer; empty if nothing is."""
    if unclear := _unclear(text):
        return unclear
    number = float(text.replace(",", ""))
    if not (math.isfinite(number) and 0 <= number <= question.most):
        return f"allowed: from 0 to {question.most:,.0f}"
    return "a whole number is needed" if question.is_whole and not number.is_integer() else ""


def _unclear(text: str) -> str:
    """Why a text is no number, or may be two; empty if it is one."""
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        bare = text.replace(".", "")
        return f"'{text}' may be {text}0 or {bare}: type {text}0 or {bare}"
    if re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?|[+-]?\.\d+", text, re.ASCII):
        return ""
    if re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*", text):
        return f"'{text}' is not clear: decimals have a point, thousands a comma, like 1,250.5"
    return f"'{text}' is not a number"


def _draft(name: str, targets: Path | None, organisation: str | None) -> None:
    """A first draft from published figures."""
    if targets is None or organisation is None:
        raise typer.BadParameter("--targets and --organisation go together")
    with stages({"making a first draft of the published figures": 6}):
        from calibration.trust.draft import write_place

        written = write_place(targets, organisation, Path(name))
    typer.echo(f"wrote {', '.join(path.as_posix() for path in written)}")
    place = next((path for path in written if path.suffix in {".yaml", ".yml"}), Path(name))
    fit = ["stepdown", "calibrate", place.as_posix(), "--targets", targets.as_posix()]
    typer.echo(f"next: {shlex.join(['stepdown', 'check', place.as_posix()])}")
    typer.echo(f"then: go through the priors in fit.yaml, and {shlex.join(fit)}")
