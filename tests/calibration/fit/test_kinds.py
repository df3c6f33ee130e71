"""Every kind of unknown that a place has, in one fit: what is planted is found again."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit import fit_to_folder, put
from calibration.fit.member import measured_once
from simulator.experiment.draws import with_draw
from simulator.experiment.prepare import prepare
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import Key
from tests.calibration.fit.places import PLACE

ACUTE = {"care_setting": "acute"}
# Path, as it is in the place, prior.
KINDS = {
    "lead time": ("handoffs.package.lead_time.mean", 3.0, "lognormal, low: 1 day, high: 8 days"),
    "start rate": ("handoffs.care.starts.per_day", 2.2, "lognormal, low: 1.7, high: 4"),
    "share": (
        "pathways.supported.steps.transport.needed_by",
        0.5,
        "logit-normal, low: 0.1, high: 0.9",
    ),
    "review rhythm": (
        "care_settings.acute.reviews.1.covers",
        0.3,
        "logit-normal, low: 0.02, high: 0.95",
    ),
    "relapse": (
        "patient_groups.adults.relapse.acute.per_day",
        0.06,
        "lognormal, low: 0.01, high: 0.2",
    ),
}
TARGETS = {
    "package": Key("delayed_patients", where(**ACUTE, reason="E"), "mean"),
    "care": Key("waiting_for_handoff", where(handoff="care"), "mean"),
    "transport": Key("delayed_patients", where(**ACUTE, reason="M"), "mean"),
    "Saturday": Key("discharges_by_weekday", where(**ACUTE, weekday="sat"), "relative"),
    "Sunday": Key("discharges_by_weekday", where(**ACUTE, weekday="sun"), "relative"),
    "relapses": Key("relapses", where(**ACUTE), "per_day"),
}


def place_text():
    """The tiny place with a team that starts so many a day, weekend rounds, and relapse."""
    found = PLACE
    for old, new in (
        ("{M: Transport}", "{M: Transport, G: Care}"),
        ("mean: 6 hours, sd: 2", "mean: 20 hours, sd: 5"),
        (
            "    acute: true\n",
            "    acute: true\n    reviews:\n      - {at: mon-fri 10:00}\n"
            "      - {at: sat-sun 10:00, covers: 0.3}\n",
        ),
        (
            "    length_of_stay: {acute",
            "    relapse: {acute: {per_day: 0.06, lasts: 2 days, source: made up}}\n"
            "    length_of_stay: {acute",
        ),
        (
            "  transport:\n",
            "  care: {delay_reason: G, starts: {per_day: 2.2}, lead_time: 4 hours}\n  transport:\n",
        ),
        (
            "      - handoff: package\n",
            "      - handoff: package\n      - handoff: {name: care, needed_by: 0.5}\n",
        ),
    ):
        assert found.count(old) >= 1, old
        found = found.replace(old, new, 1)
    return found


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    place = folder / "place.yaml"
    place.write_text(place_text(), encoding="utf-8")
    unknowns = "".join(
        f"  - {{path: {path}, prior: {{family: {prior}}}, source: judgement}}\n"
        for path, _, prior in KINDS.values()
    )
    (folder / "fit.yaml").write_text(f"schema_version: 1\nunknowns:\n{unknowns}", encoding="utf-8")
    (folder / "targets.csv").write_text(targets_text(place), encoding="utf-8")
    question = put(place, folder / "targets.csv", members=40, seed=5)
    return fit_to_folder(question, folder / "outputs", jobs=1)


def targets_text(place):
    """What the place itself shows with what is planted, over eight runs of other seeds."""
    loaded, keys = prepare(place), list(TARGETS.values())
    runs = [measured_once(loaded, keys, seed) for seed in range(901, 909)]
    lines = ["title,measure,where,value,first,last,monthly,discrepancy"]
    for title, key in TARGETS.items():
        value = np.mean([run.values[run.keys.index(key)] for run in runs])
        of = [f"{n}: {v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
        said = "; ".join([*of, f"statistic: {key.statistic}"])
        lines.append(f"{title},{key.measure},{said},{value:.5g},2025-03-23,2025-06-30,3%,3%")
    return "\n".join(lines) + "\n"


def test_what_was_planted_lies_within_what_is_still_possible(landed):
    table = landed.fitted.parameters().set_index("unknown")
    assert list(table.index) == [path for path, _, _ in KINDS.values()]
    for path, truth, _ in KINDS.values():
        assert table.loc[path, "low"] < truth < table.loc[path, "high"], path
        assert table.loc[path, "verdict"] == "told", path


def test_every_kind_is_carried_into_the_draws_of_the_fitted_scenario(landed):
    fitted = prepare(landed.scenario).scenario
    draws = landed.fitted.draws
    for n in (1, 30):
        drawn = with_draw(fitted, n)
        has = {
            "lead time": drawn.handoffs["package"].lead_time.mean.days,
            "start rate": drawn.handoffs["care"].starts.per_day,
            "review rhythm": drawn.care_settings["acute"].reviews[1].covers,
            "relapse": drawn.patient_groups["adults"].relapse["acute"].per_day,
        }
        for kind, value in has.items():
            assert value == pytest.approx(draws[KINDS[kind][0]].iloc[n - 1], rel=1e-4), kind
