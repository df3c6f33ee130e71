"""Extracts of stays drawn from known laws of need and delay, as a hospital would write them."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import numpy as np

HEAD = "NHSNUMBER PROCODE ADMIDATE ADMIMETH STARTAGE CLASSPAT DISREADYDATE DISDATE DISMETH DISDEST"
FIRST, LAST = date(2024, 4, 1), date(2025, 3, 31)
SECRET = "9434765919"

# Of need: seven in ten by the first lognormal, the others by the second; of delay after it.
SHARE, SHORT, LONG = 0.72, (2.5, 0.8), (11.0, 0.9)
MEAN = SHARE * 2.5 * np.exp(0.8**2 / 2) + (1 - SHARE) * 11.0 * np.exp(0.9**2 / 2)
DELAYED, DELAY = 0.2, (3.5, 1.2)


def needs(rng, count):
    """Days of need."""
    is_short = rng.random(count) < SHARE
    short = rng.lognormal(np.log(SHORT[0]), SHORT[1], count)
    return np.where(is_short, short, rng.lognormal(np.log(LONG[0]), LONG[1], count))


def stays(rng, count, before=0):
    """Admission, ready and leaving, as days from the first one.

    ``before``: days before it in which people are admitted as well.
    """
    days = (LAST - FIRST).days + 1
    arrived = rng.uniform(-before, days, count)
    ready = arrived + needs(rng, count)
    is_late = rng.random(count) < DELAYED
    late = np.where(is_late, rng.lognormal(np.log(DELAY[0]), DELAY[1], count), 0.0)
    return np.floor(arrived), np.floor(ready), np.floor(ready + late)


def rows(rng, count, *, before=0, is_timed=True, age=80, untimed=0.0):
    """Rows of one group: of those admitted since ``FIRST``, or all that left since."""
    days = (LAST - FIRST).days
    found = []
    for arrived, ready, left in zip(*stays(rng, count, before), strict=True):
        if left < 0:
            continue
        is_open = left > days
        has_date = is_timed and not is_open and rng.random() >= untimed
        found.append(
            (
                SECRET,
                "RAA",
                _day(arrived),
                "21",
                str(age),
                "1",
                _day(ready) if has_date else "",
                "" if is_open else _day(left),
                "8" if is_open else "1",
                "19",
            )
        )
    return found


def write(path, some):
    """Write rows as an extract, and return its path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD.split(), *some])
    return path


def _day(number):
    return str(FIRST + timedelta(days=int(number)))
