"""The part of a comparison's page on hubs in place of small units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.experiment.comparison import Comparison
from simulator.report.hub_figure import Values
from simulator.report.hub_figures import Sides, figures
from simulator.report.hub_merger import Merger, mergers
from simulator.report.hub_picture import hub_picture
from simulator.report.hub_staffing import hub_staffing
from simulator.report.names import Names
from simulator.report.picture import Picture
from simulator.report.table import Table

FARTHER = "How far apart the units must be before the hub loses, `stepdown hubs` tells."


@dataclass(frozen=True, slots=True)
class HubPart:
    """One merger of one scenario on the page."""

    anchor: str
    title: str
    picture: Picture
    tables: tuple[Table, ...]


def hub_parts(comparison: Comparison) -> Iterator[HubPart]:
    """A part for every merger whose small units the reference still has."""
    reference = comparison.arms[0]
    number = 0
    for at, arm in enumerate(comparison.others, 1):
        for merger in mergers(reference, arm):
            number += 1
            yield _part(comparison, at, merger, number)


def sides_of(comparison: Comparison, at: int, merger: Merger) -> Sides:
    """The reference and a scenario with a hub."""
    names = Names(comparison.arms[at].loaded.scenario)
    network = comparison.arms[0].setup.network
    return Sides(
        Values.of(comparison.measured[0]),
        Values.of(comparison.measured[at]),
        merger,
        {each: names.locality(each) for each in network.localities if each},
        names.money(),
    )


def _part(comparison: Comparison, at: int, merger: Merger, number: int) -> HubPart:
    arm = comparison.arms[at]
    found = figures(sides_of(comparison, at, merger))
    anchor = f"hub-{number}" if number > 1 else "hub"
    title = "Hub against small units"
    if len(comparison.others) > 1:
        title = f"{title}: {arm.title}"
    if not merger.is_over:
        title = f"{title} (the small units close within the results’ period)"
    picture = hub_picture(found, merger.small, merger.hub, anchor)
    return HubPart(
        anchor,
        title,
        replace(picture, note=f"{picture.note} {FARTHER}"),
        (hub_staffing(comparison.arms[0], arm, merger, found, anchor),),
    )
