"""Delayed days alone do not inform a capacity, and it is said."""

from __future__ import annotations

import pytest

from calibration.fit import put
from calibration.fit.bank import Bank, Runs
from calibration.fit.fitted import fit
from calibration.recovery.place import RIGHT, place_text

COMMUNITY = "care_settings.community.units.0.beds"
FIT = f"""\
schema_version: 1
unknowns:
  - path: {COMMUNITY}
    prior: {{family: lognormal, low: 20, high: 40}}
    source: judgement
  - path: patient_groups.adults.length_of_stay.community.mean
    prior: {{family: lognormal, low: 6 days, high: 27 days}}
    source: judgement
"""
HEAD = "title,measure,where,value,first,last\n"
DELAYED = "delayed,delayed_bed_days,care_setting: acute; reason: C; statistic: per_day,4,{}\n"
TAKEN = "taken,midnight_census,care_setting: community,{},{}\n"
WHEN = "2025-04-01,2025-06-30"


def fitted(folder, targets):
    (folder / "place.yaml").write_text(place_text(RIGHT), encoding="utf-8")
    (folder / "fit.yaml").write_text(FIT, encoding="utf-8")
    (folder / "targets.csv").write_text(HEAD + targets, encoding="utf-8")
    question = put(folder / "place.yaml", folder / "targets.csv", members=40)
    return fit(question, Runs(question.base, Bank.at(folder / "bank.jsonl"), 1, question.runs))


@pytest.mark.parametrize("has_census", [False, True])
def test_a_capacity_is_told_by_who_is_in_it_and_not_by_delayed_days(tmp_path, has_census):
    """Few beds and long stays delay as many as more beds and longer ones."""
    more = TAKEN.format(27, WHEN) if has_census else ""
    found = fitted(tmp_path, DELAYED.format(WHEN) + more)
    table = found.parameters().set_index("unknown")
    assert table.loc[COMMUNITY, "verdict"] == ("told" if has_census else "cannot tell")
    assert (table.loc[COMMUNITY, "spread_left"] > 0.7) is not has_census
