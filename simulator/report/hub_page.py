"""The page on a hub against small units, written by a command: ``stepdown hubs``."""

from __future__ import annotations

import math
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from simulator.report.draws_words import averaged
from simulator.report.estimate import Estimate
from simulator.report.hub_distance_picture import distance_finding, distance_picture
from simulator.report.hub_distance_tables import (
    distances_table,
    going_home_table,
    stretch_table,
    worth_table,
)
from simulator.report.hub_figures import figures
from simulator.report.hub_picture import finding, hub_picture
from simulator.report.hub_staffing import hub_staffing
from simulator.report.hub_study import Study
from simulator.report.markdown import as_markdown
from simulator.report.names import listed
from simulator.report.picture import Picture
from simulator.report.table import Table
from simulator.scenario.prices import COVERED, Posts, posts

WIDTH = 100
NO_MONEY = "The same with the money left out"


def write_hub_page(study: Study, file: Path, command: Sequence[str]) -> list[Path]:
    """Write the page and its pictures beside it; the files written, the page first.

    Equal results give equal files.
    """
    found = figures(study.sides)
    hub = study.merger.hub
    pictures = [hub_picture(found, study.merger.small, hub, "hub"), distance_picture(study)]
    file.parent.mkdir(parents=True, exist_ok=True)
    files = [file.with_name(f"{file.stem}-{picture.name}.svg") for picture in pictures]
    for picture, at in zip(pictures, files, strict=True):
        at.write_text(standing_alone(picture), encoding="utf-8", newline="\n")
    names = [each.name for each in files]
    file.write_text(_page(study, pictures, names, command), encoding="utf-8", newline="\n")
    return [file, *files]


def standing_alone(picture: Picture) -> str:
    """A picture as a file of its own, on white."""
    spaces = 'xmlns="http://www.w3.org/2000/svg" style="background: white"'
    image = picture.image
    if "aria-label=" not in image[: image.index(">")]:
        spaces += f" aria-label={quoteattr(picture.alt)}"
    return image.replace("<svg", f"<svg {spaces}", 1)


def _page(
    study: Study, pictures: Sequence[Picture], files: Sequence[str], command: Sequence[str]
) -> str:
    reference, other = study.arms
    staffing = hub_staffing(reference, other, study.merger, figures(study.sides), "hub")
    sign = study.names.money()
    parts = [
        f"# {study.merger.hub} against {listed(list(study.merger.small))}",
        wrapped(
            "Same beds or fewer, same patients, regrouped: what do pooling, closures, staffing and "
            "travel do together, and how far apart must the units be before the hub loses? This "
            "page is written by a command and not by hand."
        ),
        f"**{wrapped(answer(study))}**",
        *_made(study, command),
        f"## {pictures[0].title}",
        f"![{pictures[0].title}]({files[0]})",
        wrapped(pictures[0].note),
        *_told(pictures[0].tables[0]),
        f"## {staffing.title}",
        *_told(staffing),
        "## How far apart?",
        f"![{pictures[1].title}]({files[1]})",
        wrapped(f"{pictures[1].title}. {pictures[1].note}"),
        wrapped(
            "Travel times to all units of the care setting are multiplied; limits of travel stay "
            "as the scenario has them, so that some patients reach fewer units and wait longer. "
            "Each distance is run anew, on the same patients."
        ),
        *_refused(study),
        *_told(study.exchange.table(sign)),
        *_told(distances_table(study)),
        *_told(pictures[1].tables[0]),
        f"### {NO_MONEY}",
        wrapped(
            "For those who would spend what is saved on something else: acute bed-days against "
            "hours on the way alone."
        ),
        *_told(worth_table(study, [one.without_money for one in study.gains], NO_MONEY)),
        f"### {stretch_table(study).title}",
        *_told(stretch_table(study)),
        "## Going home, by distance",
        *_told(going_home_table(study)),
        "## Before using it",
        "\n".join(_bullet(each) for each in _cautions(study)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def answer(study: Study) -> str:
    """Who is ahead, and how far apart the units may be, in a sentence or two."""
    return f"The model estimates: {finding(figures(study.sides), study.merger.hub)}. " + (
        f"{distance_finding(study)}."
    )


def distances(study: Study) -> list[dict[str, Any]]:
    """What the hub saves and takes a year at each distance, as plain values for programs.

    Means with the half-widths of their 95 % intervals, None where there is none; ``money`` in the
    scenario's currency, acute ``bed_days``, ``hours`` more on the way.
    """
    return [
        {
            "travel_times": one.factor,
            "farthest_minutes": _plain(one.farthest),
            **{
                name: {"mean": _plain(made.mean), "half_width": _plain(made.half_width)}
                for name in ("money", "bed_days", "hours")
                for made in [Estimate.of(getattr(one, name).tolist())]
            },
        }
        for one in study.gains
    ]


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _made(study: Study, command: Sequence[str]) -> Iterator[str]:
    days = study.arms[0].setup.outline.days
    seed = study.batch.seed
    yield f"`{shlex.join(command)}`"
    yield wrapped(
        f"{study.arms[0].title} (`{Path(study.arms[0].loaded.path).name}`) against "
        f"{study.arms[1].title} (`{Path(study.arms[1].loaded.path).name}`): "
        f"{study.batch.replications} replications of {days:g} days after warm-up at each of "
        f"{len(study.run)} distances, seed {seed}, the same patients throughout."
    )


def _refused(study: Study) -> Iterator[str]:
    for each in study.apart:
        if each.refused:
            yield wrapped(f"Travel × {each.factor:g} cannot be run: {'; '.join(each.refused)}.")


def _told(table: Table) -> Iterator[str]:
    yield as_markdown(table)
    yield wrapped(table.note)


def _cautions(study: Study) -> Iterator[str]:
    costs = study.names.scenario.costs
    yield (
        f"The ranges are of {averaged(study.arms[0].loaded.scenario)}. Rates of closure, cover of "
        "absences, pay, temporary staff and travel times were set by judgement, and what is wrong "
        "with them is in no range."
    )
    yield (
        "Nursing follows from the staffing rule alone: units are paid alike, though small ones are "
        "said to need more agency staff and to have more sickness (Carter), which would favour "
        "the hub."
    )
    more = one_more(study)
    if more:
        yield (
            "The saving is in nursing and rests on who is on duty: one more nurse and support "
            "worker in the hub day and night would take "
            f"{study.names.money()}{more / 1000:,.0f} thousand a year of it{_counted(study)}."
        )
    yield f"No price here covers {listed(list(costs.not_covered))}; closing and opening cost money."
    yield (
        "People are worth more than the value of their time: who cannot drive, and who visits "
        "daily, is not in a mean. Look at the worst-off locality."
    )
    if not study.merger.is_over:
        yield "The small units close within the results’ period: figures are of a mix of both."


def one_more(study: Study) -> float:
    """What one more of each grade on every shift of the hub costs a year; 0 without pay.

    Cover of absences is left out.
    """
    lines = _posts_of_hub(study)
    return sum(line.per_year / line.people for line in lines if line.is_post and line.people)


def _counted(study: Study) -> str:
    """What is counted of one more on duty, where the sum above has more than that."""
    if all(line.is_post for line in _posts_of_hub(study)):
        return ""
    return (
        ": the people in post alone, without what covering their absences costs (the rows "
        f"“{COVERED}” of the sum above are not in it)"
    )


def _posts_of_hub(study: Study) -> tuple[Posts, ...]:
    """The sum of the hub's staffing, line by line."""
    scenario = study.arms[1].loaded.scenario
    setting = scenario.care_settings[study.merger.care_setting]
    hub = next(unit for unit in setting.units if unit.name == study.merger.hub)
    return posts(scenario.costs, setting.cost, hub)


def wrapped(text: str) -> str:
    """A paragraph of the page's width."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _bullet(text: str) -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False
    )
