"""A week of one run, played hour by hour: a page of its own, with the same in a table."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from pathlib import Path
from typing import Any

from simulator.experiment.replication import ENGINES, Setup
from simulator.network.network import Network
from simulator.report.frame import framed
from simulator.report.names import Names
from simulator.report.picture import PALETTE
from simulator.report.replay_week import Week
from simulator.report.system_flow import depths
from simulator.report.table import PATIENTS, Column, Table
from simulator.results.run import Run

PAGE = "replay.html"
# More dots than this are neither seen apart nor moved smoothly; a file of them is 200 kilobytes.
MOST_DOTS = 3000
NAMED = len(PALETTE)


def write_replay(setup: Setup, seed: int, engine: str, folder: Path) -> Path:
    """Write the replay of a week of replication 1 into a run's folder; the file.

    The replication is run once more: it is a function of the scenario and the seed.
    """
    file = folder / PAGE
    unfinished = file.with_suffix(".part")
    text = replay_page(run_again(setup, seed, engine))
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    os.replace(unfinished, file)
    return file


def run_again(setup: Setup, seed: int, engine: str, number: int = 1) -> Run:
    """One replication, with all that results may read of it."""
    own = setup.of_replication(number)
    drawn = own.conditions.drawn(seed, number)
    patients = own.sampler.draw(seed, number)
    return own.run(drawn, patients, ENGINES[engine]()(drawn.network, patients))


def replay_page(run: Run, most: int = MOST_DOTS) -> str:
    """The page as text. ``most``: dots; of more patients every second or third … is drawn."""
    week, names = Week.of(run), Names(run.scenario)
    step = max(1, math.ceil(len(week.tracks) / most))
    return framed(
        "replay.html",
        [run.scenario],
        scenario=run.scenario,
        drawn=_drawn_in_words(len(week.tracks), step),
        data=_data(week, run.network, names, step),
        legend=_legend(week, names),
        table=counts_table(week, run.network, names),
        first=_said(week.start),
        days=-(-week.hours // 24),
    )


def _drawn_in_words(patients: int, step: int) -> str:
    """How many dots there are, and for how many patients."""
    if step == 1:
        return f"Every one of the {patients:,} patients of the week is a dot."
    which = {2: "second", 3: "third"}.get(step, f"{step}th")
    return (
        f"Only every {which} of the {patients:,} patients of the week is drawn, because more dots "
        "could not be told apart. All counts are of every patient."
    )


def _legend(week: Week, names: Names) -> list[tuple[str, str]]:
    """Colour and words of each kind of dot: who waits outside, who is there, who is ready."""
    found = [("ring", "waits for a place, and is in none"), ("there", "in the place, not ready")]
    found += [
        (f"r{at}", f"ready to leave: {names.reason(code)}")
        for at, code in enumerate(week.reasons[:NAMED])
    ]
    rest = len(week.reasons) - NAMED
    if rest > 0:
        found.append(("rest", f"ready to leave: {rest} other reason{'s' if rest > 1 else ''}"))
    return found


def _data(week: Week, network: Network, names: Names, step: int) -> str:
    """What the script reads, as text that may stand in a page."""
    column = depths(network)
    plain: dict[str, Any] = {
        "start": dt.datetime.combine(week.start, dt.time()).isoformat(),
        "hours": week.hours,
        "places": [
            {"title": names.place(each.name), "column": column[each.name]}
            for each in network.care_settings
        ],
        "colors": PALETTE,
        "there": week.there.tolist(),
        "waiting": week.waiting.tolist(),
        "ready": week.ready.sum(axis=2).tolist(),
        "tracks": [
            [number for span in track.spans for number in span] for track in week.tracks[::step]
        ],
    }
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def counts_table(week: Week, network: Network, names: Names) -> Table:
    """Patients in each place at each midnight of the week: there, ready to leave, and waiting."""
    rows = []
    for hour in range(0, week.hours + 1, 24):
        day = week.start + dt.timedelta(days=hour // 24)
        for at, setting in enumerate(network.care_settings):
            ready = {
                code: int(week.ready[hour, at, place]) for place, code in enumerate(week.reasons)
            }
            most = max(ready, key=lambda code: ready[code]) if any(ready.values()) else ""
            rows.append(
                (
                    _said(day),
                    names.place(setting.name),
                    float(week.there[hour, at]),
                    float(sum(ready.values())),
                    f"{names.reason(most)}: {ready[most]}" if most else "nobody",
                    float(week.waiting[hour, at]),
                )
            )
    return Table(
        "Week",
        "The same in figures: patients at the beginning of each day",
        (
            Column("Day, at 00:00"),
            Column("Care setting"),
            Column("In it", PATIENTS),
            Column("Of these ready to leave", PATIENTS),
            Column("Most of these for"),
            Column("Waiting for a place in it, wherever they are", PATIENTS),
        ),
        tuple(rows),
        "One run of many, so these are no averages: the report has those, with their ranges.",
        is_open=True,
    )


def _said(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
