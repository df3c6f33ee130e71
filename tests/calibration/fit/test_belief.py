"""The page of belief, the draws a fit leaves, decisions across them, and what is left behind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.fit import fit_to_folder, put
from calibration.fit.belief_words import (
    asks_in_words,
    combinations_in_words,
    holds_in_words,
)
from calibration.fit.landing import MARK, folder_of, forget_other_code
from calibration.fit.member import altered, changes_at
from simulator.errors import InputError
from simulator.experiment.draws import with_draw
from simulator.experiment.prepare import prepare
from tests.calibration.fit.places import FIT, QUICKER, written

BEDS = """\
  - path: care_settings.acute.units.0.beds
    prior: {family: lognormal, low: 150, high: 250}
    source: judgement
    confidence: C
"""
PUBLISHED = """\
published:
  - {title: Everyone, measure: delayed_patients, where: {care_setting: acute}, value: 16}
  - {title: Stays, measure: length_of_stay, where: {care_setting: acute}, value: 40}
"""


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("belief")
    place, targets = written(folder, fit=FIT + BEDS)
    place.write_text(place.read_text(encoding="utf-8") + PUBLISHED, encoding="utf-8")
    (folder / "quicker.yaml").write_text(QUICKER, encoding="utf-8")
    question = put(place, targets, members=40)
    return fit_to_folder(
        question, folder / "outputs", jobs=1, scenarios=[folder / "quicker.yaml"], targets=targets
    )


def test_a_draw_of_the_fitted_scenario_is_a_member_of_the_ensemble(landed):
    """Every value but the beds, which the fit rounds by its own luck."""
    fitted = prepare(landed.scenario).scenario
    found = landed.fitted
    assert len(fitted.posterior.table.rows) == len(found.ensemble.z)
    assert fitted.batch.replications == 40
    for n in (1, 17, len(found.ensemble.z)):
        z = found.ensemble.z[n - 1]
        wanted = altered(found.question.place, changes_at(found.question.frees, z)).scenario
        drawn = with_draw(fitted, n)
        for name in ("package", "transport"):
            one, other = (each.handoffs[name].lead_time for each in (drawn, wanted))
            assert one.model_dump() == other.model_dump() or one == other
        assert drawn.patient_groups == wanted.patient_groups
        beds = [each.care_settings["acute"].units[0].beds for each in (drawn, wanted)]
        assert abs(beds[0] - beds[1]) <= 1


def test_figures_that_were_not_used_stand_beside_what_is_predicted(landed):
    table = pd.read_csv(landed.folder / "unused.csv").set_index("figure")
    assert table["is_inside"].to_dict() == {"Everyone": True, "Stays": False}
    width = table["posterior_high"] - table["posterior_low"]
    assert width["Everyone"] < 0.6 * (table["prior_high"] - table["prior_low"])["Everyone"]


def test_a_decision_is_set_beside_what_is_not_told(landed):
    """Faster transport frees somebody wherever the lead time lies: more where it is long."""
    rows = {(each.figure, each.unknown): each for each in landed.belief.across}
    found = rows["patients ready to leave, all places", "handoffs.transport.lead_time"]
    assert found.verdict == "the sign holds"
    assert found.high + found.high_half < found.low - found.low_half < 0
    assert {each.unknown for each in landed.belief.across} == {
        "handoffs.transport.lead_time",
        "care_settings.acute.units.0.beds",
    }
    assert any("the sign holds" in line for line in holds_in_words(landed.belief.across))


def test_a_scenario_of_another_place_is_refused_before_anything_is_run(landed, tmp_path):
    place, targets = written(tmp_path)
    other = tmp_path / "other.yaml"
    for text in ("extends: elsewhere.yaml\ntitle: x\n", "title: x\n", "{"):
        other.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"does not extend|cannot be read"):
            fit_to_folder(
                put(place, targets, members=20), tmp_path / "out", jobs=1, scenarios=[other]
            )
    assert not (tmp_path / "out").exists()


def test_the_page_says_all_of_it(landed):
    page = landed.report.read_text(encoding="utf-8")
    for text in (
        "What data is worth",
        "What to ask for next",
        "Does the decision hold?",
        "Figures that were not used",
        "C: general knowledge",
        "cannot tell",
    ):
        assert text in page, text
    assert landed.runs == 5 * 40 + 40 + 40


def test_the_combination_that_is_known_is_named(landed):
    """Two unknowns of which one rises as the other falls: their product is known."""
    found = landed.fitted
    rng = np.random.default_rng(1)
    prior = found.ensemble.prior
    z = rng.standard_normal((200, prior.size))
    z[:, 2] = -z[:, 0] + 0.1 * rng.standard_normal(200)
    made = replace(found, ensemble=replace(found.ensemble, z=prior.mean + prior.sd * z))
    (says,) = combinations_in_words(made)
    assert "what is known is handoffs.transport.lead_time times handoffs.package" in says
    # Of the sum over the root of two: 0.1 over the root of two.
    left = float(says.rpartition(": ")[2].split()[0])
    assert left == pytest.approx(0.1 / 2**0.5, abs=0.02)


def test_each_target_tells_what_it_is_about(landed):
    """Who waits tells neither how many nor how long; those who leave tell how many, then both."""
    worth = landed.belief.worth
    lead, share, transport, _ = range(4)
    assert worth.targets == ("waiting", "leaving")
    assert worth.in_turn[0, lead] > 0.5
    assert worth.in_turn[0, share] > 0.5
    assert worth.in_turn[1, lead] < 0.4
    assert worth.in_turn[1, share] < 0.4
    assert worth.in_turn[1, transport] > 0.9
    assert worth.alone[1, share] < 0.4
    assert worth.alone[1, lead] > 0.9
    assert worth.without[0, lead] == worth.alone[1, lead]
    # The fit itself ends near to it.
    assert landed.fitted.left[:2] == pytest.approx(worth.in_turn[1, :2], abs=0.12)


def test_what_to_ask_for_next_is_the_reason_that_nobody_gave(landed):
    """Transport is waited for under its own reason, of which there is no target."""
    by = {each.title: each.left[2] for each in landed.belief.asked}
    assert by["Delayed patients by reason"] < 0.6
    assert by["Discharges a day by pathway"] > 0.8
    says, nothing = asks_in_words(landed.belief)
    assert nothing == "No figure that was tried would tell care_settings.acute.units.0.beds"
    assert says.startswith("Ask for: delayed patients by reason; ")
    assert "handoffs.transport.lead_time" in says


def test_what_other_code_left_unfinished_is_deleted_and_the_rest_is_not(tmp_path):
    question = put(*written(tmp_path), members=12)
    folder = folder_of(question, tmp_path / "out")

    def stop(done, planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_to_folder(question, tmp_path / "out", jobs=1, told=stop)
    other, own = (folder.unfinished.with_name(f".unfinished-{n * 8}") for n in "01")
    for each in (other, own):
        each.mkdir()
        (each / MARK).write_bytes((folder.unfinished / MARK).read_bytes())
    (other / MARK).write_text("another version", encoding="utf-8")
    with folder.held():
        forget_other_code(folder)
    assert (other.exists(), own.exists(), folder.unfinished.exists()) == (False, True, True)


def test_the_rhythm_of_reviews_may_be_unknown_by_the_share_they_cover(tmp_path):
    """Which days they are held is no number; how many are seen at weekends is."""
    more = """\
  - path: care_settings.acute.reviews.1.covers
    prior: {family: logit-normal, low: 0.2, high: 0.8}
    source: judgement
"""
    place, targets = written(tmp_path, fit=FIT + more)
    text = place.read_text(encoding="utf-8").replace(
        "    acute: true\n",
        "    acute: true\n    reviews: [{at: mon-fri 09:00}, {at: sat-sun 10:00, covers: 0.4}]\n",
    )
    place.write_text(text, encoding="utf-8")
    question = put(place, targets, members=20)
    (change,) = question.frees[3].changes(0.6)
    reviews = altered(question.place, [change]).scenario.care_settings["acute"].reviews
    assert reviews[1].covers == 0.6
