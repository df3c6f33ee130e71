"""Groups of a table, what each is fitted to, and known laws got back from extracts of them."""

from __future__ import annotations

from datetime import date
from math import inf

import numpy as np
import pytest

from calibration.sitrep.gather import gather
from calibration.stay.assumption import assumption, delayed, mean_delay, recorded, usual
from calibration.stay.banded import Banded
from calibration.stay.basis import Asked, basis
from calibration.stay.group_fit import fit_group
from calibration.stay.groups import groups, together
from calibration.stay.longest import Longest, is_in_reason
from calibration.stay.recording import Recording
from calibration.stay.watched import Watched
from simulator.errors import InputError
from simulator.sampling.skewed import Lognormal
from tests.calibration.stay import extracts
from tests.calibration.stay.people import EDGES

FEW = ("two_lognormals", "lognormal", "two_gammas")
BANDS = "organisation,start,end,group,from_days,to_days,count\n"


def table(tmp_path, some):
    return gather([extracts.write(tmp_path / "extract.csv", some)]).rows


def one(tmp_path, count=2500, **said):
    rng = np.random.default_rng(11)
    (found,) = groups(table(tmp_path, extracts.rows(rng, count, **said)), "RAA")
    return found


def banded(tmp_path, lines, name="bands.csv"):
    file = tmp_path / name
    file.write_text(BANDS + "\n".join(lines) + "\n", encoding="utf-8")
    return groups(gather([file]).rows, "RXX")


def bands_of(counts, group="emergency 75-84", when="2024-04-01,2025-03-31"):
    lines = []
    for first, after, count in zip(EDGES[:-1], EDGES[1:], counts, strict=True):
        last = "" if after == inf else after - 1
        lines.append(f"RXX,{when},{group},{first},{last},{count}")
    return lines


def test_the_shares_of_watched_stays_are_those_of_a_sum_by_hand():
    law = Lognormal(1.5, 1.1)
    table = Watched.within(90, EDGES, [10] * 14, Recording())
    staying = Recording().at_least(law, np.arange(91.0))
    weight = (staying[:-1] - staying[1:]) * (90 - np.arange(90))
    ends = [*(int(edge) for edge in EDGES[:-1]), 90]
    by_hand = np.add.reduceat(weight, ends[:-1]) / weight.sum()
    assert np.abs(table.share(law) - by_hand).max() < 2e-5
    with pytest.raises(InputError, match="within 30 days stayed longer"):
        Watched.within(30, EDGES, [10] * 14, Recording())


def test_need_is_got_back_from_those_that_ended_in_a_year(tmp_path):
    group = one(tmp_path, 4000, before=250)
    found = fit_group(group, Asked(), names=FEW, bootstraps=0)
    assert (found.basis.kind, found.basis.records, found.span) == ("need", "ended", None)
    low, high = found.across()
    assert low < extracts.MEAN < high
    assert high < 1.25 * extracts.MEAN


def test_need_is_got_back_from_those_admitted_in_half_a_year_with_open_stays(tmp_path):
    rng = np.random.default_rng(5)
    rows = [x for x in extracts.rows(rng, 6000) if x[2] >= "2024-10-01"]
    (group,) = groups(table(tmp_path, rows), "RAA")
    assert group.begun_before is not None
    assert group.begun_before[1] == 0
    found = fit_group(group, Asked(), names=FEW, bootstraps=0)
    assert found.basis.records == "admitted"
    low, high = found.across()
    assert low < extracts.MEAN < high
    # Taken for those that ended, the same counts come out shorter.
    blind = fit_group(group, Asked(records="ended"), names=FEW[:1], bootstraps=0)
    ended, watched = (each.chosen.estimates["mean_days"].value for each in (blind, found))
    assert ended < watched


def test_totals_give_a_range_that_holds_the_truth(tmp_path):
    group = one(tmp_path, is_timed=False, before=250)
    found = fit_group(group, Asked(), names=FEW[:1], bootstraps=0)
    assert found.basis.kind == "totals"
    assert found.span is not None
    low, high = found.span.across("mean_days")
    assert low < extracts.MEAN < high
    whole = found.choice.chosen.estimates["mean_days"].value
    assert whole > found.chosen.estimates["mean_days"].value + 0.5
    assert found.basis.still is not None
    assert found.basis.still.census.patients / found.basis.still.expected == pytest.approx(
        1, abs=0.4
    )


def test_open_stays_that_nobody_closed_are_seen(tmp_path):
    rng = np.random.default_rng(2)
    some = extracts.rows(rng, 2500, is_timed=False, before=250)
    lost = [(*x[:7], "", "8", x[9]) for x in some[:150]]
    (group,) = groups(table(tmp_path, [*some[150:], *lost]), "RAA")
    says = " ".join(basis(group, Asked()).cautions)
    assert "are not of the law of those that ended" in says
    assert "look whether open stays are all there" in says


def test_without_a_ready_date_is_ready_on_leaving_and_the_other_reading_is_shown(tmp_path):
    group = one(tmp_path, untimed=0.15, before=250)
    assert group.untimed is not None
    assert group.untimed.low <= group.los.high - group.ready.low
    found = basis(group, Asked())
    assert found.data[0].patients == pytest.approx(group.los.middle, abs=8)
    assert [says for says, _ in found.others] == [
        "stays with a ready date only, the others left out"
    ]
    assert "15% of stays have no ready date" in " ".join(found.cautions)


def test_half_without_a_ready_date_is_no_need(tmp_path):
    found = basis(one(tmp_path, untimed=0.7, before=250), Asked())
    assert found.kind == "totals"
    # The delays that are recorded stand in for England's.
    assert found.delays[0].share == pytest.approx(0.2, abs=0.05)


def test_overnight_leaves_out_stays_of_no_midnight(tmp_path):
    group = one(tmp_path, before=250)
    everyone, night = (basis(group, Asked(overnight=each)).data[0] for each in (False, True))
    gone = group.los.ranges[0]
    assert everyone.patients - night.patients == pytest.approx(sum(gone) / 2, abs=4)


def test_suppressed_counts_and_periods_add_up_as_ranges(tmp_path):
    counts = [60, 90, 80, 70, 50, 40, 30, 60, 50, 40, 20, 9, "<5", "*"]
    halves = bands_of(counts, when="2024-04-01,2024-09-30")
    halves += bands_of(counts, when="2024-10-01,2025-03-31")
    (group,) = banded(tmp_path, halves)
    assert group.los.ranges[0] == (120, 120)
    assert group.los.ranges[-2:] == ((2, 8), (0, 180))
    assert (group.first, group.last) == (date(2024, 4, 1), date(2025, 3, 31))
    assert basis(group, Asked()).cautions == ()


def test_groups_are_added_and_other_bands_refused(tmp_path):
    counts = [60, 90, 80, 70, 50, 40, 30, 60, 50, 40, 20, 9, 5, 6]
    older = banded(tmp_path, bands_of(counts) + bands_of(counts, "emergency 85+"))
    both = together("older", older)
    assert both.los.ranges[1] == (180, 180)
    assert both.name == "older"
    short = ["RXX,2024-04-01,2025-03-31,elective,0,6,70", "RXX,2024-04-01,2025-03-31,elective,7,,9"]
    mixed = banded(tmp_path, [*bands_of(counts), *short])
    with pytest.raises(InputError, match="bands differ"):
        together("all", mixed)
    with pytest.raises(InputError, match="fewer than 50 stays ended"):
        basis(banded(tmp_path, bands_of([3] * 14))[0], Asked())


def test_a_difference_of_counts_is_no_small_number():
    table = Banded((0.0, 1.0, inf), ((40, 40), (90, 90)))
    assert table.less_first((38, 38)).ranges[0] == (1, 4)
    assert table.less_first((40, 40)).ranges[0] == (0, 0)
    assert table.less_first((10, 12)).ranges[0] == (28, 30)


def test_published_figures_are_read_and_fix_little(tmp_path):
    file = tmp_path / "hes_2024-25.csv"
    head = "level,code,name,finished_consultant_episodes,finished_admission_episodes,"
    head += "emergency_admissions,waiting_list_admissions,planned_admissions,"
    head += "other_admission_method,bed_days,mean_time_waited_days,median_time_waited_days,"
    head += "mean_length_of_stay_days,median_length_of_stay_days,mean_age"
    row = "Provider,RXX,Ambridge,900,700,300,200,100,100,46900,80,30,4.7,1,55"
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    (group,) = groups(gather([file]).rows, "RXX")
    assert group.published is not None
    assert group.stays == pytest.approx(46900 / 4.7)
    names = ("lognormal", "weibull", "coxian_2")
    found = fit_group(group, Asked(delays=usual()[:2]), names=names, bootstraps=0)
    assert found.basis.kind == "figures"
    # Only families of two numbers can be tried, and all of them meet both figures.
    assert {each.fit.family.size for each in found.choice.ranked} == {2}
    assert "fix little" in found.basis.cautions[0]
    low, high = found.across()
    assert high > 1.2 * low


def test_delays_are_typed_and_read_from_a_table():
    typed = assumption("15%:6 days rising")
    assert (typed.share, typed.rises) == (0.15, 1.0)
    assert typed.mean_days == pytest.approx(0.9, rel=0.01)
    for text in ("15", "120%:6", "10%:0.5"):
        with pytest.raises(InputError):
            assumption(text)
    law = delayed(0.3, 5.0)
    late = law.recording.at_least(law.law, np.array([1.0, 2, 4, 7, 14, 21]))
    share = 0.3 * late / late[0]
    counts = [1400, *(round(2000 * x) for x in (*-np.diff(share), share[-1]))]
    table = Banded((0, 1, 2, 4, 7, 14, 21, inf), tuple((x, x) for x in counts))
    assert mean_delay(table) == pytest.approx(1.5, rel=0.05)
    assert [round(each.share, 2) for each in recorded(table)] == [0.3, 0.15, 0.6, 0.3]


def test_a_tail_of_years_is_beyond_reason():
    assert is_in_reason(Lognormal(1.5, 1.1))
    assert not is_in_reason(Lognormal(0.0, 2.7))
    none = Longest(3000)
    near, far = (none.log_likelihood(law) for law in (Lognormal(1.5, 1.1), Lognormal(0.0, 2.7)))
    assert far < near - 2
    assert near > -0.3
