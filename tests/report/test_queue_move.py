"""Where the queue went, in words: from effects made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.effect_words import how_often, level, narrower, said, signed
from simulator.report.names import Names
from simulator.report.queue_move import QueueMove, queue_key
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import ALL_ACUTE
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict, matters_from, verdict
from tests.experiment.place import loaded

WARDS, HOSPITALS = ALL_ACUTE, "community"


def effect(measure, place, difference, half_width, reference=50.0):
    differs = difference != 0 or half_width != 0
    found = verdict(8, difference, half_width, differs, matters_from(reference, "patients"))
    lower, higher = (1.0 if difference < 0 else 0.0), (1.0 if difference > 0 else 0.0)
    return Effect(
        queue_key(measure, place),
        8,
        reference,
        reference + difference,
        difference,
        half_width,
        6,
        higher,
        lower,
        0.04 if half_width else float("nan"),
        found,
    )


def move(census=(0, 0), filled=(0, 0), ready=(0, 0), waiting=(0, 0)):
    effects = {
        ("census", WARDS): effect("census", WARDS, *census),
        ("census", HOSPITALS): effect("census", HOSPITALS, *filled),
        ("delayed_patients", HOSPITALS): effect("delayed_patients", HOSPITALS, *ready),
        ("delayed_patients", EVERYWHERE): effect("delayed_patients", EVERYWHERE, *ready),
        ("waiting_for_place", HOSPITALS): effect("waiting_for_place", HOSPITALS, *waiting),
    }
    names = Names(loaded().scenario)
    return QueueMove(names, WARDS, (WARDS, HOSPITALS, EVERYWHERE), effects)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (
            {"census": (-8.24, 1.1), "filled": (9.04, 0.64), "ready": (2.0, 0.5)},
            "acute beds hold 8.2 ± 1.1 fewer patients, Community 9.0 ± 0.6 more patients: "
            "acute beds are freed by filling Community; ready to leave, all places together: "
            "2.0 ± 0.5 more; 2.0 ± 0.5 more are ready to leave Community",
        ),
        (
            {"census": (-8.24, 1.1), "ready": (-7, 1)},
            "acute beds hold 8.2 ± 1.1 fewer patients, and no other place holds more; ready to "
            "leave, all places together: 7.0 ± 1.0 fewer",
        ),
        (
            {"census": (-8.24, 1.1), "filled": (3, 4)},
            "acute beds hold 8.2 ± 1.1 fewer patients; cannot tell for Community; ready to leave, "
            "all places together: the same",
        ),
        (
            {"census": (2, 5), "waiting": (3.0, 0.4)},
            "it cannot be told whether acute beds hold more patients or fewer "
            "(\N{MINUS SIGN}3 to +7); ready to leave, all places together: the same; "
            "3.0 ± 0.4 more wait for Community",
        ),
        (
            {"census": (0, 0)},
            "nothing moves: every queue is the same in all 8 replications",
        ),
        (
            {"census": (0.1, 0.3), "filled": (0.0, 0.2)},
            "nothing moves that matters: no queue, and no number of patients in a place, changes "
            "by more than 0.400 patients",
        ),
    ],
)
def test_where_the_queue_went(figures, says):
    assert move(**figures).sentence() == says


def test_a_difference_in_words():
    fewer = effect("delayed_patients", HOSPITALS, -3.21, 0.52)
    assert signed(fewer) == "\N{MINUS SIGN}3.2 ± 0.5"
    own = replace(fewer, reference_half_width=0.3, other_half_width=2.4)
    assert (level(50.0, own), level(46.79, own)) == ("50.0", "46.8")
    assert said(fewer) == "lower, better"
    assert how_often(fewer) == "better in 8 of 8"
    assert narrower(fewer) == "5.0 times"
    more = effect("census", HOSPITALS, 3, 0)
    assert (signed(more), said(more)) == ("+3", "higher")
    unsure = effect("delayed_patients", HOSPITALS, 1, 4)
    assert said(unsure) == "cannot tell: \N{MINUS SIGN}3 to +5"
    assert unsure.verdict is Verdict.CANNOT_TELL


def test_a_figure_is_the_same_beside_every_difference():
    sure, unsure = (
        replace(effect("census", HOSPITALS, -1.234, half, 22.87), reference_half_width=1.4)
        for half in (0.02, 30.0)
    )
    assert level(22.87, sure) == level(22.87, unsure) == "22.9"
    # Where chance leaves less than three figures, three are still told.
    wide = replace(sure, reference_half_width=60.0)
    assert level(22.87, wide) == "22.9"
    narrow = replace(sure, reference_half_width=0.02)
    assert level(22.87, narrow) == "22.87"
