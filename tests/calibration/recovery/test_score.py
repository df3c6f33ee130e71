"""Scores of made-up trials: intervals that are right, too narrow, and off, and how it is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.recovery.measured import MeasuredProof, proof_in_words, read_proof, write_proof
from calibration.recovery.page import answer, page
from calibration.recovery.place import CLOSURE, RIGHT
from calibration.recovery.score import Held, score
from calibration.recovery.trial import Trial

DRAWS, FIGURES, QUARTERS = 99, ("a figure", "another"), 4
Z90, Z50 = 1.6449, 0.6745


def made(number, *, width=1.0, bias=0.0, rng):
    """A trial of a normal posterior, stated ``width`` times as wide as it is."""
    off = rng.standard_normal(2) + bias
    sd = np.full(2, 0.5)
    truth, mean = off * 0.5, np.zeros(2)
    stated = sd * width
    draws = rng.standard_normal((DRAWS, 2)) * stated
    again = rng.standard_normal((QUARTERS, 2))
    return Trial(
        number,
        RIGHT,
        1,
        unknowns=("flow", "stay"),
        truth=tuple(truth),
        mean=tuple(mean),
        sd=tuple(stated),
        low=tuple(mean - Z90 * stated),
        high=tuple(mean + Z90 * stated),
        low_50=tuple(mean - Z50 * stated),
        high_50=tuple(mean + Z50 * stated),
        rank=tuple((draws < truth).sum(axis=0).tolist()),
        draws=DRAWS,
        left=(0.4, 0.9),
        crps=(0.2, 0.2),
        figures=FIGURES,
        held=tuple((np.abs(again) < Z90).sum(axis=0).tolist()),
        quarters=QUARTERS,
        opinion_low=(-1.0, -1.0),
        opinion_high=(1.0, 1.0),
        opinion_crps=(0.2, 0.4),
        opinion_verdict=("agrees", "cannot tell"),
        failed=("weekday",) if number < 3 else (),
        flow=(0.1, 0.18),
        not_met=int(number < 5),
        seconds=2.0,
    )


def trials(many=200, **how):
    rng = np.random.default_rng(11)
    return [made(number, rng=rng, **how) for number in range(many)]


def test_right_intervals_are_found_right():
    found = score(trials())
    one = found.together
    assert one.held.of == 400
    assert one.held.low < 0.9 < one.held.high
    assert one.held_half.low < 0.5 < one.held_half.high
    assert abs(one.bias) < 3 * one.bias_error
    assert one.spread == pytest.approx(1, abs=0.1)
    assert [each.told for each in found.recovered] == [0.5, 1.0, 0.0]
    assert all(each.ranks > 0.005 for each in found.recovered[1:])
    # In prior sd: 0.5 over 0.4 of the one, 0.5 over 0.9 of the other.
    assert found.together.ratio == pytest.approx((0.16 + 0.36) / (0.16 + 0.72))
    assert found.missed() == []
    assert "All that was asked for was reached" in answer(found)


def test_narrow_and_biased_intervals_are_found_out():
    """Of a width of 0.6, 68 % are held; ranks pile up at both ends."""
    narrow = score(trials(width=0.6))
    assert narrow.together.held.high < 0.85
    assert narrow.together.spread > 1.4
    assert any("ranks of flow are uneven" in says for says in narrow.missed())
    off = score(trials(bias=0.6))
    assert any("flow is off by +0." in says for says in off.missed())
    assert "Not reached:" in answer(off)


def test_wide_intervals_are_found_out():
    wide = score(trials(width=1.6))
    assert any("intervals of all together hold 99" in says for says in wide.missed())


def test_fits_that_stopped_are_counted_and_left_out():
    stopped = Trial(500, RIGHT, 1, stopped="remaining")
    found = score([*trials(40), stopped])
    assert (found.places, found.stopped, found.together.held.of) == (41, 1, 80)
    assert found.noticed[0].called == 3 + 1
    with pytest.raises(ValueError, match="no trial of a right model"):
        score([stopped])


def test_each_world_is_counted_by_check():
    wrong = [replace(each, world=CLOSURE, failed=("together", "flow")) for each in trials(10)]
    right, closed = score([*trials(40), *wrong]).noticed
    assert (right.of, right.not_met, right.called) == (40, 5, 3)
    assert right.by_check == {"flow": 0, "together": 0, "weekday": 3}
    assert right.is_as_wanted
    assert (closed.world, closed.of, closed.by_check["flow"], closed.called) == (
        CLOSURE,
        10,
        10,
        10,
    )
    assert closed.ratio == pytest.approx(np.exp(0.1))


def test_a_wrong_model_that_passes_is_said_to_be_missed():
    passed = [replace(each, world=CLOSURE, failed=()) for each in trials(10)]
    found = score([*trials(40), *passed])
    (says,) = [each for each in found.missed() if "wrong" in each]
    assert says == "wrong models noticed too seldom: a hidden weekend closure in 0 of 10"
    wrong = [replace(each, failed=("flow",)) for each in trials(40)]
    assert "right models called wrong in 40 of 40" in score(wrong).missed()


def test_quarters_of_a_place_are_not_taken_for_places():
    """Half the places hold all of ten and half none: as uncertain as ten throws of a coin."""
    held = Held.of_places(np.array([10, 0] * 5), 10)
    assert (held.times, held.of, held.share) == (50, 100, 0.5)
    # By hand: sd 0.527 over the root of 10, times 2.262 of Student's t.
    assert (held.low, held.high) == pytest.approx((0.123, 0.877), abs=1e-3)


def test_the_binomial_interval_is_the_exact_one():
    """18 of 20, by Clopper and Pearson: 68.3 to 98.8 %."""
    held = Held.count(np.array([True] * 18 + [False] * 2))
    assert (held.low, held.high) == pytest.approx((0.683, 0.988), abs=5e-4)


def test_the_page_says_all_and_what_it_does_not_prove():
    text = page(score(trials(40)), "Today.", 12.0, {"delay": 0.1, "flow": 0.05})
    for words in (
        "10 % on figures of kind delay",
        "## What this does not prove",
        "| flow |",
        "| another |",
    ):
        assert words in text
    assert "relapse" not in text.split("## Wrong models")[0]


def test_what_users_are_told_is_read_from_one_place(tmp_path):
    file = tmp_path / "measured.json"
    assert read_proof(file) is None
    assert "not proven" in proof_in_words(file)
    proof = MeasuredProof("2026-01-01", 98, 351, 392, 880, 980, ())
    write_proof(proof, file)
    assert read_proof(file) == proof
    says = proof_in_words(file)
    assert "351 of 392 known values (90 %)" in says
    assert "Not reached" not in says
    write_proof(replace(proof, missed=("ranks of stay are uneven",)), file)
    assert proof_in_words(file).endswith("Not reached: ranks of stay are uneven.")
