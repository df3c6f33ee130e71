"""Teams that visit, and the visits that they owe, in words."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.care_setting import Unit
from simulator.scenario.quantities import WEEKDAYS
from simulator.scenario.visits import EVERY_DAY, Team, Visits
from simulator.scenario.word import percent, say


def visits_in_words(visits: Visits) -> str:
    """A falling profile, like '4 visits a day for 3 days, then 2 for 7 days, then 1'."""
    phases = [
        f"{phase.per_day}{' visits a day' if i == 0 else ''}"
        + (f" for {phase.lasts}" if phase.lasts is not None else "")
        for i, phase in enumerate(visits)
    ]
    return ", then ".join(phases)


def team_in_words(unit: Unit) -> Iterator[str]:
    """How the visits of a team come about, and by weekday where days differ."""
    if unit.team is not None:
        yield _made_by(unit.team, unit)
    if unit.by_weekday is not None:
        days = zip(WEEKDAYS, unit.visits_by_weekday, strict=True)
        yield f"visits by weekday: {', '.join(f'{day} {visits}' for day, visits in days)}"


def _made_by(team: Team, unit: Unit) -> str:
    people = float(max(team.on_duty(unit.by_weekday or EVERY_DAY)))
    words = [
        f"{say(team.staff_wte)} whole-time equivalents, {percent(team.headroom)} headroom: "
        f"{people:.1f} on duty a day",
        f"{percent(team.direct_care_share)} of the day with patients",
        f"visits of {say(team.visit_minutes)} minutes",
    ]
    if team.double_visits > 0:
        words.append(f"{percent(team.double_visits)} of them by two people")
    if team.travel_share > 0:
        words.append(f"{percent(round(float(team.travel_share), 4))} of the day on the way")
    return ", ".join(words)
