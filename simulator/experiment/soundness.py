"""Whether a replication read from a file is made of what a replication is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

import numpy as np

from simulator.experiment.replication import Replication
from simulator.results.checks import Check
from simulator.results.daily import Days
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key, Measured
from simulator.sampling.achieved import Achieved

_WORDS = {"group", "pathway", "of", "draw", "unit"}
_REAL, _NUMBER = (float, int, np.floating, np.integer), (int, np.integer)


def is_sound(found: Replication) -> bool:
    """Whether every part but the keys has its kind, so that no sum of it ends in an error of ours.

    A digest tells what was damaged; this tells what somebody wrote to be read as a replication.
    """
    of: Any = found  # whatever its fields are declared to be
    return (
        all(isinstance(x, _NUMBER) for x in (of.number, of.patients, of.still_there))
        and _is_measured(of.measured)
        and _are(of.checks, Check)
        and all(_is_check(each) for each in of.checks)
        and _are(of.achieved, Achieved)
        and all(_is_achieved(each) for each in of.achieved)
        and (of.days is None or _is_days(of.days))
        and (of.violations is None or _are(of.violations, str))
        and isinstance(of.seconds, dict)
        and all(isinstance(k, str) and isinstance(v, _REAL) for k, v in of.seconds.items())
    )


def _are(items: object, kind: type) -> bool:
    return isinstance(items, (list, tuple)) and all(isinstance(each, kind) for each in items)


def _is_array(values: object, dimensions: int) -> bool:
    is_array = isinstance(values, np.ndarray) and values.ndim == dimensions
    return is_array and np.asarray(values).dtype.kind in "fiu"


def are_keys(keys: object) -> bool:
    """Whether these are the keys of a replication's measures."""
    return isinstance(keys, tuple) and _are(keys, Key) and all(_is_key(key) for key in keys)


def _is_measured(measured: Any) -> bool:
    is_one = isinstance(measured, Measured) and _is_array(measured.values, 1)
    return is_one and len(measured.values) == len(measured.keys)


def _is_key(key: Any) -> bool:
    if len(key) != len(Key._fields) or not isinstance(key.where, tuple):
        return False
    words = (key.measure, *key.where, key.statistic)
    return len(key.where) == len(DIMENSIONS) and all(isinstance(each, str) for each in words)


def _is_check(check: Any) -> bool:
    words = (check.name, check.says, check.figure)
    return check.passed in {None, True, False} and all(isinstance(each, str) for each in words)


def _is_achieved(one: Achieved) -> bool:
    values: dict[str, Any] = {each.name: getattr(one, each.name) for each in fields(one)}
    return all(isinstance(v, str if name in _WORDS else _REAL) for name, v in values.items())


def _is_days(days: Any) -> bool:
    if not isinstance(days, Days) or not isinstance(days.first, dt.date):
        return False
    columns: Any = days.columns
    is_named = isinstance(columns, tuple) and all(
        isinstance(each, tuple) and len(each) == 2 and _are(each, str) for each in columns
    )
    return is_named and _is_array(days.values, 2) and days.values.shape[1] == len(columns)
