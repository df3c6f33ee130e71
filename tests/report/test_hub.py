"""A hub against small units as a reader sees it: what was merged, figures, picture and page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from simulator.experiment.comparison import compare_arms
from simulator.report.comparison_page import view_of
from simulator.report.estimate import Estimate
from simulator.report.hub_figure import Figure, Values, mean_of, signed, total_of, worst
from simulator.report.hub_figures import Sides, figures
from simulator.report.hub_merger import Merger, mergers
from simulator.report.hub_part import hub_parts
from simulator.report.hub_picture import finding, hub_picture
from simulator.report.hub_staffing import hub_staffing
from simulator.report.markdown import as_markdown
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.scenario.schema import Batch
from tests.experiment.compared import arms as ready
from tests.experiment.hub_place import arms, written

SETTING = {"care_setting": "community"}
MERGER = Merger("community", ("Elm", "Oak"), "Hub", dt.date(2025, 1, 6), is_over=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return arms(tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="module")
def comparison(both):
    return compare_arms(both, Batch(replications=3, seed=5))


def test_what_a_lever_merged_is_found_and_only_where_the_reference_has_not(both):
    small, hub = both
    (found,) = mergers(small, hub)
    assert (found.care_setting, found.small, found.hub) == (
        "community",
        ("Elm", "Oak", "Yew"),
        "Hub",
    )
    assert (str(found.closes), found.is_over) == ("2025-01-06", True)
    assert mergers(hub, hub) == ()
    assert mergers(small, small) == ()
    assert mergers(hub, small) == ()


def test_small_units_that_close_within_the_results_are_marked(tmp_path):
    files = written(tmp_path, travels=True, chance=False)
    late = files[1].read_text().replace("closes: 2025-01-06", "closes: 2025-02-20")
    files[1].write_text(late)
    one, other = ready(*files, sets=())
    (found,) = mergers(one, other)
    assert not found.is_over


def measured(rows: dict[tuple, tuple[float, ...]]) -> Values:
    """Values put in by hand: by measure, statistic and dimensions, one a replication."""
    keys = tuple(Key(name, where(**SETTING, **dict(place)), stat) for name, stat, *place in rows)
    columns = np.array(list(rows.values())).T
    return Values.of([Measured(keys, each) for each in columns])


def of(unit: str, **more: str) -> tuple[tuple[str, str], ...]:
    return (("unit", unit), *more.items())


def test_figures_worked_out_by_hand():
    before = measured(
        {
            ("days_full", "share", *of("Elm")): (0.4, 0.6),
            ("days_full", "share", *of("Oak")): (0.2, np.nan),
            ("census", "mean", *of("Elm")): (8.0, 9.0),
            ("census", "mean", *of("Oak")): (7.0, 6.0),
            ("cost_by_part", "per_year", *of("Elm", band="staffing")): (9e5, 9e5),
            ("cost_by_part", "per_year", *of("Oak", band="staffing")): (6e5, 9e5),
            ("lost_bed_days", "per_year", *of("Elm", band="closed: flu")): (100.0, 0.0),
            ("lost_bed_days", "per_year", *of("Elm", band="closed: leak")): (5.0, 10.0),
            ("lost_bed_days", "per_year", *of("Oak", band="want of staff")): (7.0, 9.0),
            ("lost_bed_days", "per_year", *of("Oak", band="planned changes")): (99.0, 99.0),
            ("travel_minutes", "mean", ("locality", "north")): (10.0, 30.0),
            ("travel_minutes", "mean", ("locality", "south")): (25.0, 17.0),
        }
    )
    after = measured(
        {
            ("days_full", "share", *of("Hub")): (0.1, 0.2),
            ("census", "mean", *of("Hub")): (16.0, 15.0),
            ("cost_by_part", "per_year", *of("Hub", band="staffing")): (8e5, 9e5),
            ("lost_bed_days", "per_year", *of("Hub", band="closed: flu")): (50.0, 20.0),
            ("travel_minutes", "mean", ("locality", "north")): (9.0, 9.0),
            ("travel_minutes", "mean", ("locality", "south")): (40.0, 44.0),
        }
    )
    titles = {"north": "The north", "south": "The south"}
    found = {each.name: each for each in figures(Sides(before, after, MERGER, titles, "£"))}

    def sides(name: str) -> list[list[float]]:
        return [(found[name].before * found[name].scale).tolist(),
                (found[name].after * found[name].scale).tolist()]  # fmt: skip

    # The mean of the units that are open; 30 and 60 %.
    np.testing.assert_allclose(sides("Days full, a unit"), [[30, 60], [10, 20]])
    np.testing.assert_allclose(sides("Patients in them"), [[15, 15], [16, 15]])
    nursing = [[1500 / 15, 1800 / 15], [800 / 16, 900 / 15]]
    np.testing.assert_allclose(sides("Nursing, an occupied bed"), nursing)
    closures = sides("Bed-days lost a year to closures")
    np.testing.assert_allclose(closures, [[105, 10], [50, 20]])
    np.testing.assert_allclose(sides("Bed-days lost a year for want of staff"), [[7, 9], [0, 0]])
    # South is worst off on average on both sides, though north is in one replication.
    name = "Travel of patients, mean of the worst-off locality (The south; then The south)"
    np.testing.assert_allclose(sides(name), [[25, 17], [40, 44]])
    # What neither has is left out.
    assert "Cost of an occupied bed-day" not in found


def test_a_figure_says_what_its_interval_holds():
    def figure(*after: float) -> Figure:
        return Figure("f", "u", np.array([1.0, 2.0, 3.0]), np.array(after))

    assert figure(1, 2, 3).says == "the same"
    assert figure(2.9, 4, 5.1).says == "higher"
    assert signed(figure(2.9, 4, 5.1).difference) == "+2.0 ± 0.2"
    assert figure(0, 4, 2).says == "cannot tell"
    assert figure(-1, 0, 1).says == "lower"
    assert signed(figure(-1, 0, 1).difference) == "−2"  # noqa: RUF001
    alone = Figure("f", "u", np.array([1.0]), np.array([2.0]))
    assert (alone.says, signed(alone.difference)) == ("cannot tell", "+1 (no interval)")


def test_means_and_sums_leave_out_what_is_not_known():
    a, b, nothing = np.array([1.0, np.nan]), np.array([3.0, 5.0]), np.array([np.nan, np.nan])
    assert mean_of([a, b]).tolist() == [2, 5]
    assert total_of([a, b]).tolist() == [4, 5]
    assert np.isnan(total_of([nothing])).all()
    assert worst({"a": nothing, "b": b, "c": np.array([4.5, 4.0])}) == "c"
    assert worst({"a": nothing}) == ""


def test_the_page_has_the_part_with_the_figures_of_the_comparison(comparison):
    view = view_of(comparison, (), ())
    (part,) = [each for each in view.parts if each.anchor == "hub"]
    assert part.title == "Hub against small units"
    (picture,), (staffing,) = part.pictures, part.tables
    (table,) = picture.tables
    rows = {row[0]: row for row in table.rows}
    key = Key("waiting_for_place", where(**SETTING), "mean")
    effect = comparison.paired[0].effect(key)
    _, _, here, there, change, _ = rows["Waiting for a bed in the care setting"]
    assert here.figure.mean == pytest.approx(effect.reference)
    assert there.figure.mean == pytest.approx(effect.other)
    assert change.figure.mean == pytest.approx(effect.difference)
    assert change.figure.half_width == pytest.approx(effect.half_width)
    # A sum by hand: two nurses and two support workers on 168 hours a week, in each of three; a
    # tenth of nurses absent and none covered.
    a_year = 2 * 168 / 37.5 / 0.8 * (50_000 + 40_000)
    together = [row[-1] for row in staffing.rows if row[2] == "together"]
    hub = 168 / 37.5 / 0.8 * (6 * 50_000 + 3 * 40_000)
    assert together == pytest.approx([3 * a_year, hub])
    assert staffing.rows[0][0] == "Elm, Oak and Yew, each"
    names = {measure.name for measure in view.glossary}
    assert {"travel_of_visitors", "lost_bed_days", "nursing_per_bed"} <= names


def test_the_picture_is_the_same_each_time_and_says_in_words_what_it_shows(comparison):
    first, again = (next(hub_parts(comparison)).picture for _ in range(2))
    assert first.svg == again.svg
    (table,) = first.tables
    for panel in ("Days full", "want of staff", "Nursing cost", "worst-off locality"):
        assert panel in first.alt
    assert len(table.rows) > 20
    assert "does not depend on distance" in table.note


def test_a_comparison_without_a_hub_has_no_such_part(both):
    small = both[0]
    done = compare_arms((small, small), Batch(replications=2, seed=5))
    assert list(hub_parts(done)) == []


def test_a_finding_is_read_off_intervals_alone():
    def figure(name: str, *after: float) -> Figure:
        return Figure(name, "u", np.array([1.0, 2.0, 3.0]), np.array(after), panel=name)

    unsure = figure("Waiting for a bed in the care setting", 9, 2, 1)
    sure = figure("Nursing, an occupied bed", 3, 4, 5.01)
    closures, staff = (
        f"Bed-days lost a year {each}" for each in ("to closures", "for want of staff")
    )
    assert "no difference" in finding([unsure], "Hub")
    picture = hub_picture([unsure, sure], ["Elm"], "Hub", "hub")
    assert picture.title == "Hub: more nursing cost of an occupied bed"
    both = [figure(closures, 0, 1, 2.01), figure(staff, 0, 1, 2.01)]
    assert finding(both, "Hub") == "Hub: fewer bed-days lost to closures and for want of staff"
    assert (
        finding([both[0], figure(staff, 9, 2, 1)], "Hub") == "Hub: fewer bed-days lost to closures"
    )


def test_rounding_does_not_turn_what_an_interval_says():
    assert signed(Estimate(280.0, 265.0, 10, 10)) == "+280 ± 260"
    assert signed(Estimate(252.0, 265.0, 10, 10)) == "+300 ± 300"
    assert signed(Estimate(349.0, 251.0, 10, 10)) == "+350 ± 250"


def test_the_page_that_is_kept_has_the_staffing_of_todays_scenarios():
    text = (ROOT / "docs" / "hubs.md").read_text(encoding="utf-8")
    files = [ROOT / "scenarios" / f"{name}.yaml" for name in ("baseline", "hub_for_ten_bed_units")]
    one, other = ready(*files, sets=())
    (merger,) = mergers(one, other)
    table = as_markdown(hub_staffing(one, other, merger, (), "hub"))
    kept = {" ".join(line.split()) for line in text.splitlines()}
    assert {" ".join(line.split()) for line in table.splitlines()} <= kept
    for name in ("hubs-hub.svg", "hubs-distance.svg"):
        assert f"({name})" in text
        assert (ROOT / "docs" / name).is_file()
