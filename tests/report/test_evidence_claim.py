"""Files of claims: read, and refused with the place of everything wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.stats import binomtest

from simulator.errors import InputError
from simulator.report.evidence_claim import Published, read_evidence

ROOT = Path(__file__).resolve().parents[2]
TEXT = """
scenarios: .
ways:
  today: {says: as it is, scenario: small.yaml}
  fewer: {says: fewer beds, scenario: fewer.yaml, reference: small.yaml}
claims:
  X1:
    title: A claim
    says: Something fell by four.
    lines:
      - says: It fell by four
        published: {value: -4}
        unit: patients
        standing: output
        because: beds were closed
        figure: change
        reads: {measure: census, where: [{care_setting: acute}]}
        ways: [fewer]
"""


def evidence(folder, text):
    file = folder / "evidence.yaml"
    file.write_text(text, encoding="utf-8")
    return read_evidence(file)


def test_the_claims_of_the_project_can_be_read():
    found = read_evidence(ROOT / "docs" / "evidence.yaml")
    assert set(found.claims) == {"E3", "E6", "E7", "E8", "E9", "E12", "E17"}
    for way in found.ways.values():
        for name in filter(None, (way.scenario, way.reference)):
            assert (ROOT / "docs" / found.scenarios / name).is_file()
    assert all(claim.source for claim in found.claims.values())


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("measure: census", "measure: cencus", 17, "there is no measure 'cencus'"),
        ("care_setting: acute", "care_settin: acute", 17, "there is no dimension 'care_settin'"),
        ("ways: [fewer]", "ways: [fewest]", 18, "there is no way 'fewest'"),
        ("ways: [fewer]", "ways: [today]", 18, "has no reference"),
        ("published: {value: -4}", "published: {}", 12, "give value, or low or high"),
        ("figure: change", "figure: ratio_of_changes", 11, "over goes with"),
        ("standing: output", "standing: certain", 14, "certain"),
        ("        published: {value: -4}\n", "", 11, "give published"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, old, new, line, says):
    assert old in TEXT
    with pytest.raises(InputError) as caught:
        evidence(tmp_path, TEXT.replace(old, new))
    (problem,) = caught.value.problems
    assert says in problem.says
    assert problem.place.line == line
    assert problem.place.file.endswith("evidence.yaml")


def test_all_problems_are_told_at_once(tmp_path):
    wrong = TEXT.replace("census", "cencus").replace("[fewer]", "[fewest]")
    with pytest.raises(InputError) as caught:
        evidence(tmp_path, wrong)
    assert len(caught.value.problems) == 2


def test_a_counted_share_has_the_range_of_its_chance():
    low, high = Published(value=0.28, of=128).span
    wilson = binomtest(36, 128).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((wilson.low, wilson.high), abs=1e-9)


def test_open_ends_and_ranges():
    assert Published(value=-4).span == (-4, -4)
    assert Published(low=10, high=31).span == (10, 31)
    assert Published(low=100_000).span[1] == float("inf")
