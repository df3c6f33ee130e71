"""Those who were in or waiting when the run began (rule 17): what of theirs is left out of what.

They count wherever patients, bed-days and delays are counted by time, and when they leave. Waits,
responses and lengths of theirs are left out as a whole, since the run has only a part of some.
"""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY
from simulator.results.run import Booleans, Integers, Run
from simulator.results.stays import Handoffs, Stays, stays
from simulator.scenario.data_file import LEAST


def is_there_at_start(run: Run) -> Booleans:
    """For each patient, whether he was in or waiting when the run began."""
    is_there: Booleans = run.patients.begins_at >= 0
    return is_there


def came_in_run(run: Run, table: Stays | Handoffs, rows: Integers) -> Integers:
    """Of some rows of a table, those of patients who came while the run went on."""
    is_there = run.once(is_there_at_start)
    return rows[~is_there[table.patient[rows]]] if is_there.any() else rows


def began_inside(run: Run) -> Booleans:
    """For each stay, whether the patient was in it when the run began."""
    every, patients = run.once(stays), run.patients
    is_first: Booleans = every.step == patients.begins_at[every.patient]
    return is_first & (patients.begins_in[every.patient] >= 0)


def started_in_run(run: Run) -> Booleans:
    """For each stay, whether it started in the window, and not before the run began."""
    return run.is_within(run.once(stays).started) & ~run.once(began_inside)


def was_ready(run: Run) -> Booleans:
    """For each stay, whether its need was over when the run began."""
    over: Booleans = run.patients.duration[run.once(stays).row] == 0
    return over & run.once(began_inside)


def spent(run: Run) -> Integers:
    """For each stay, how long it had lasted when the run began; 0 for all that began in the run."""
    every = run.once(stays)
    return np.where(run.once(began_inside), run.patients.spent[every.patient], 0)


def numbers(run: Run) -> str:
    """How many were in and how many waited when the run began, in words.

    They are people of a real place, so fewer than five are not told apart.
    """
    is_in = int((run.patients.begins_in >= 0).sum())
    waiting = int(run.once(is_there_at_start).sum()) - is_in
    days = int(run.once(spent).sum()) / DAY
    if min(is_in or LEAST, waiting or LEAST) < LEAST:
        both = is_in + waiting
        return f"{both if both >= LEAST else f'fewer than {LEAST}'} in or waiting"
    return f"{is_in} in, who had been there for {days:,.0f} days together, and {waiting} waiting"
