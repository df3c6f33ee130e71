"""Tables of an answer to a question of size: candidates, and where people wait."""

from __future__ import annotations

from simulator.experiment.goal import Goal
from simulator.experiment.grid import Point
from simulator.experiment.sizing import Sizing
from simulator.experiment.sizing_price import TOTAL
from simulator.report.draws_words import averaged
from simulator.report.estimate import Estimate
from simulator.report.input_words import input_words
from simulator.report.names import Names
from simulator.report.size_answer import cost_in_words
from simulator.report.size_caution import more_in_all, reference
from simulator.report.size_queue import queues_at
from simulator.report.size_words import (
    bound_in_words,
    figure_in_words,
    level_in_words,
    names_of,
    point_in_words,
)
from simulator.report.table import PATIENTS, Cell, Column, Said, Table, Unit, money
from simulator.results.run import Floats

FIGURE = Unit("mean ± half-width")


def candidates_table(sizing: Sizing) -> Table:
    """Each candidate that was run: cost, figures, findings."""
    names, question = names_of(sizing), sizing.question
    varied = [input_words(axis.path, names) for axis in question.axes]
    columns = [Column(each.head) for each in varied]
    is_priced = sizing.pricing.basis != "capacity"
    if is_priced:
        columns.append(Column("Cost of what is varied", money(names.money())))
    for goal in question.goals:
        columns += [_column(goal, names), Column("Finding")]
    than = point_in_words(sizing, reference(sizing))
    whole = Column(f"Cost of the whole place, against {than}", money(names.money()))
    columns += [Column("Runs", Unit("")), whole, Column("In all")]
    rows = [_row(sizing, point, is_priced) for point in sizing.points]
    return Table(
        "Candidates",
        "Candidates that were run",
        tuple(columns),
        tuple(rows),
        f"Figures: mean ± half-width of its own 95 % interval (Student's t), "
        f"{averaged(question.base.scenario)}; findings "
        "rest on wider bounds, which hold together for all candidates. Cost of the whole place: "
        "all that the scenario prices, in all care settings and handoffs, as a difference on the "
        f"same patients; it takes no part in the search. {cost_in_words(sizing)}. "
        + " ".join(f"{each.text} is {each.path} in the scenario file." for each in varied),
        tuple(dict.fromkeys((*(goal.key.measure for goal in question.goals), TOTAL.measure))),
        is_open=True,
    )


def _column(goal: Goal, names: Names) -> Column:
    return Column(f"{figure_in_words(goal, names)}: {bound_in_words(goal)}", FIGURE)


def _row(sizing: Sizing, point: Point, is_priced: bool) -> tuple[Cell, ...]:
    question, looked = sizing.question, sizing.searched.looked[point]
    cells: list[Cell] = list(question.says(point).values())
    if is_priced:
        cells.append(sizing.cost(point))
    for goal, values, finding in zip(question.goals, looked.figures, looked.findings, strict=True):
        cells += [Said(level_in_words(goal, values), _mean(goal.judged(values))), finding.value]
    chosen = ", the cheapest shown to" if point == sizing.searched.best else ""
    said = f"{looked.finding.value}{chosen}"
    return (*cells, float(looked.runs), _more(sizing, point), said)


def _more(sizing: Sizing, point: Point) -> Cell:
    """What the whole place costs more than at the reference."""
    if point == reference(sizing):
        return ""
    return more_in_all(sizing, point, reference(sizing))


def _mean(values: Floats) -> float:
    return Estimate.of([float(each) for each in values]).mean


def queue_table(sizing: Sizing) -> Table:
    """Where people wait at the least of all, at the answer, and at the greatest that was run."""
    shown = [sizing.bottom, sizing.searched.best or sizing.bottom, sizing.top]
    points = [each for each in dict.fromkeys(shown) if each in sizing.measured]
    found = [queues_at(sizing, point) for point in points]
    keys = {each.key: each.says for queues in found for each in queues}
    by = [{each.key: each.estimate for each in queues} for queues in found]
    rows = [(says, *(one.get(key) for one in by)) for key, says in keys.items()]
    return Table(
        "Queues",
        "Where people wait",
        (
            Column("People on average"),
            *(Column(point_in_words(sizing, point), PATIENTS) for point in points),
        ),
        tuple(rows),
        "Who waits in one place for another is both ready to leave and waiting to get in. Queues "
        "of less than half a person are left out. Mean ± half-width of its 95 % interval.",
        ("delayed_patients", "waiting_for_place"),
        is_open=True,
    )
