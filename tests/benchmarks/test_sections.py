"""Sections run, targets are judged the right way round, and the bench tells when it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import england, growth, workers
from benchmarks.baseline import same_journeys, stages
from benchmarks.rounds import Rounds, Spread
from benchmarks.scenario import baseline
from benchmarks.section import Section, Target


def test_targets_are_judged_the_right_way_round() -> None:
    assert Target.at_least("speed", 140, 141).is_met
    assert not Target.at_least("speed", 140, 139).is_met
    assert Target.at_most("time", 1.5, 1.4).is_met
    assert not Target.at_most("time", 1.5, 1.6).is_met


def test_ratios_are_taken_round_by_round() -> None:
    rounds = Rounds({"slow": [4.0, 90.0, 6.0], "quick": [2.0, 9.0, 2.0]})
    assert rounds.ratio("slow", "quick") == Spread(3.0, 2.0, 10.0)
    assert rounds.of("slow") == Spread(6.0, 4.0, 90.0)


def test_every_round_runs_every_program_in_another_order() -> None:
    ran: list[str] = []

    def program(name: str, seconds: float):
        return lambda: ran.append(name) or seconds

    rounds = Rounds.run({"a": program("a", 2.0), "b": program("b", 1.0)}, rounds=2, most=0)
    assert ran == ["a", "b", "b", "a"]
    assert rounds.ratio("a", "b") == Spread(2.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("figure", "text"), [(155.4, "155"), (12_345.6, "12,346"), (0.0642, "0.064"), (2.894, "2.89")]
)
def test_figures_have_three_digits(figure: float, text: str) -> None:
    assert Spread(figure, figure, figure).text() == f"{text} ({text} to {text})"


def test_growth_of_a_few_days() -> None:
    section = growth.measure(sizes=(1, 2), days=3, rounds=1)
    assert section.wrong == []
    assert set(section.figures) == {"1 places", "2 places"}
    assert section.figures["1 places"]["median"] == 1


def test_stages_of_a_short_replication(tmp_path: Path) -> None:
    setup = baseline(warm_up=0, days=3)
    assert same_journeys(setup)
    spent = stages(setup, "compiled", 1, tmp_path)
    assert set(spent) == {"sample", "run", "measure", "write"}
    assert all(seconds > 0 for seconds in spent.values())


def test_two_workers_measure_the_same() -> None:
    assert workers.is_same(baseline(warm_up=0, days=2), "compiled")


def test_overhead_of_a_replication_made_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "EMPTY_ORDERS", 3)
    section = Section("workers", "workers")
    workers._overhead(section, "compiled", rounds=1)
    assert len(section.targets) == 1


def test_a_system_is_the_baseline_scaled() -> None:
    one, four = baseline(), england.system(4)
    assert england.acute_beds(four) == 4 * england.acute_beds(one)
    demand = [
        sum(who.arrivals.per_day for who in setup.scenario.patient_groups.values())
        for setup in (one, four)
    ]
    assert demand[1] == pytest.approx(4 * demand[0])


def test_programs_that_disagree_end_with_1(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def disagree(full: bool) -> Section:
        section = Section("start", "start")
        section.must(False, "two programs")
        section.targets.append(Target.at_most("start-up", 1.5, 2.0, "s"))
        return section

    monkeypatch.setattr("benchmarks.start.measure", disagree)
    assert bench.main(["start", "--json", str(tmp_path / "found.json")]) == 1
    said = capsys.readouterr().out
    assert "NOT THE SAME: two programs" in said
    assert "0 of 1 targets met" in said
    (section,) = json.loads((tmp_path / "found.json").read_text())["sections"]
    assert section["targets"][0]["is_met"] is False


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(SystemExit):
        bench.main(["speed"])
