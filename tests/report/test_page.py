"""The report: it can be read alone, it is the same each time, and it says first what is wrong."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simulator.experiment.precision import Wanting
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.page import write_report
from simulator.report.picture import Picture
from simulator.report.place_tables import changes_in_words
from simulator.report.provenance import Provenance
from simulator.scenario.schema import Published
from tests.report.place import (
    MANIFEST,
    TITLE,
    alone,
    batch,
    counted_open,
    extended,
    key,
    loaded,
    mean_of,
    with_checks,
    with_figures,
    with_published,
)

VOID = {"meta", "link", "br", "img", "use", "path"}


class Page(HTMLParser):
    """What a page has in it: tags with attributes, tables as rows of text, all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.heads: list[tuple[dict[str, str], str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in {"td", "th"}:
            self.tables[-1][-1].append("")
        if tag == "th" and dict(attrs).get("scope") == "col":
            self.heads.append((dict(attrs), ""))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.text.append(data)
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data
        if "span" in self.open and self.heads:
            self.heads[-1] = (self.heads[-1][0], data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).replace("\N{NO-BREAK SPACE}", " ").split())


def written(tmp_path, result) -> str:
    file = tmp_path / "report.html"
    write_report(result, loaded(), MANIFEST, file)
    return file.read_text(encoding="utf-8")


@pytest.fixture
def undrawn(monkeypatch):
    """Leaves out the drawing of pictures: they take most of the time."""
    picture = Picture("one", "A finding", "A question?", "<svg></svg>", "A drawing", "A note", ())
    monkeypatch.setattr("simulator.report.page._pictures", lambda contents: [picture])


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return written(tmp_path_factory.mktemp("page"), batch())


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_equal_runs_have_equal_reports_soon(tmp_path, text):
    begun = time.process_time()
    assert written(tmp_path, batch()) == text
    assert time.process_time() - begun < 15
    assert len(text) < 3_000_000
    assert MANIFEST["begun"] not in text


def test_every_tag_is_closed_in_its_place(page):
    assert page.open == []


def test_nothing_is_run_and_nothing_is_fetched(page, text):
    assert "<script" not in text.lower()
    assert "@import" not in text
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "image", "base"}
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src"):
            assert attributes.get(name, "#").startswith("#")
    assert set(re.findall(r"url\((.)", text)) <= {"#"}


def test_every_link_leads_somewhere_and_every_id_is_one(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"][1:] for _, attributes in page.tags if "href" in attributes}
    assert links - set(ids) == set()


def test_every_picture_says_what_it_shows(page):
    drawn = [attributes for tag, attributes in page.tags if tag == "svg"]
    # Wide and slim, but for the map, which is text where a screen is slim.
    assert len(drawn) == 2 * 5 - 1
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for each in drawn:
        assert each["role"] == "img"
        assert {each["aria-labelledby"], each["aria-describedby"]} <= ids


def test_no_two_things_have_one_name(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {a["href"][1:] for tag, a in page.tags if tag == "a"}
    assert links <= set(ids)


def test_every_table_has_a_caption_and_heads_that_say_what_of(page):
    tags = [tag for tag, _ in page.tags]
    assert tags.count("caption") == tags.count("table") == len(page.tables)
    assert all(a.get("scope") in {"row", "col"} for tag, a in page.tags if tag == "th")


def test_a_hostile_title_is_words(page, text):
    assert TITLE.split(" & ")[1] in page.words
    assert "<script>alert('x')</script>" in page.words
    assert "<b>" not in text


def test_every_column_of_figures_has_a_unit(page):
    figures = [unit for attributes, unit in page.heads if attributes.get("class") == "n"]
    assert len(figures) > 50
    assert all(figures)


def test_the_tables_have_the_figures_of_the_summary(page):
    row = next(row for table in page.tables for row in table if row[1] == "30" and len(row) == 11)
    census = key("census", care_setting="acute")
    told = Known.of(batch()).get("census", {"care_setting": "acute"})
    assert row[0] == 'Acute "hospital"'
    assert row[2] == told.text()
    assert told.mean == pytest.approx(mean_of(batch(), census))


@pytest.mark.usefixtures("undrawn")
def test_the_answer_is_made_of_the_measures(tmp_path):
    where = {"care_setting": "all acute"}
    figures = {
        key("delayed_patients", **where): [10.0, 12.0, 11.0],
        key("occupancy", **where): [0.80, 0.82, 0.81],
        key("delay_share", **where, reason="A"): [0.7, 0.72, 0.71],
        key("delay_share", **where, reason="F"): [0.2, 0.21, 0.19],
    }
    words = Page(written(tmp_path, with_figures(figures))).words
    assert "The model estimates that on average 11 ± 2 patients in acute beds are ready" in words
    assert "most of it for “Awaiting completion of assessment (A)” (71 % ± 2 of the delay)" in words
    assert "acute beds are 81 % ± 2 full" in words


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (
            [498.0, 500.0, 502.0],
            "full, and 500 ± 5 wait to get in (postponed bookings among them).",
        ),
        ([0.9, 1.0, 1.1], "full."),
    ],
)
def test_the_answer_counts_those_in_front_of_the_door(tmp_path, waiting, said):
    where = {"care_setting": "all acute"}
    figures = {
        key("waiting_for_place", **where): waiting,
        key("delayed_patients", **where): [0.0, 0.0, 0.0],
        key("occupancy", **where): [0.996, 0.996, 0.996],
    }
    words = Page(written(tmp_path, with_figures(figures))).words
    answer = words[words.index("The model estimates") :].split(" Elsewhere")[0]
    assert "on average 0 patients in acute beds are ready to leave" in answer
    assert answer.endswith(f"acute beds are 99.6 % {said}")


def test_waits_of_those_who_can_be_postponed_stand_apart(page):
    told = Known.of(batch())
    rows = {tuple(row[:3]): row for table in page.tables for row in table}
    head = rows["Waiting for", "Patient group", "Can be postponed"]
    at = next(i for i, each in enumerate(head) if each.startswith("Over 4 hours, a day"))
    for group, name, can in (("older", "=1+1", "no"), ("younger", "Younger", "yes")):
        over = {"care_setting": "acute", "group": group, "band": "4 hours"}
        found = rows['Acute "hospital"', name, can][at]
        assert found == told.get("waits_over", over, "per_day").text()
    assert (
        "who are at home, for all of the time since it was first asked for: Younger." in page.words
    )


def test_where_the_number_open_changes_that_is_said():
    setup = batch().setup
    network, (first, end) = setup.network, setup.window
    (ward, *others), names = network.units, Names(loaded().scenario)
    for at, said in ((0.9, "Open changes during the period in Acute"), (0.1, "")):
        assert first / end > 0.1
        changed = replace(ward, capacity=counted_open(at, end))
        changed_setup = replace(setup, network=replace(network, units=(changed, *others)))
        known = Known.of(replace(batch(), setup=changed_setup))
        assert changes_in_words(known, names).startswith(said)
        assert said or not changes_in_words(known, names)


@pytest.mark.usefixtures("undrawn")
def test_figures_published_of_the_place_before_a_change_are_not_counted(tmp_path):
    after = extended(tmp_path, "patient_groups.older.arrivals.per_day, set: 5")
    result = with_published(*after.scenario.published)
    write_report(result, after, MANIFEST, tmp_path / "report.html")
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "Does it look like us?" not in page.words
    assert "published figures agree" not in page.words
    assert page.words.count("differences are expected") == 3
    rows = {row[0]: row for table in page.tables for row in table}
    assert rows["Beds"][2] == "30 places"


def test_a_scenario_with_published_figures_of_its_own_is_compared_with_them(tmp_path):
    figure = "{title: Own, measure: open_places, where: {care_setting: acute}, value: 31}"
    own, more = f"published, set: [{figure}]", f"published, append: {figure}"
    assert Provenance.of(extended(tmp_path, more)).is_of_before
    assert not Provenance.of(extended(tmp_path, own)).is_of_before
    assert not Provenance.of(loaded()).is_of_before


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("the widest occupancy of acute: ± 9%", 'the widest Occupancy, Acute "hospital": ± 9%'),
        ("delayed_patients (all acute): ± 3", "Patients delayed (All acute beds): ± 3"),
        ("delayed_patients of community: x", "Patients delayed, Community: x"),
        ("acute: 3 and 4 (± 1)", 'Acute "hospital": 3 and 4 (± 1)'),
        ("3 moments in acute care over", "3 moments in acute care over"),
    ],
)
def test_checks_call_things_by_their_titles(raw, said):
    assert Names(loaded().scenario).plainly(raw) == said


@pytest.mark.usefixtures("undrawn")
def test_what_is_not_as_sure_as_asked_is_called_by_its_title(tmp_path):
    short = Wanting(key("delayed_patients", care_setting="community"), 2.0, 1.0)
    words = Page(written(tmp_path, replace(batch(), wanting=(short,)))).words
    assert "Patients delayed (Community): ± 2, asked ± 1" in words


@pytest.mark.usefixtures("undrawn")
def test_reasons_that_chance_cannot_order_are_both_named(tmp_path):
    where = {"care_setting": "all acute"}
    figures = {
        key("delay_share", **where, reason="A"): [0.55, 0.35, 0.50],
        key("delay_share", **where, reason="F"): [0.35, 0.55, 0.40],
    }
    words = Page(written(tmp_path, with_figures(figures))).words
    answer = words[words.index("most often for") :][:200]
    assert "(A)" in answer
    assert "(F)" in answer
    assert "too close to tell apart" in answer


def test_a_trial_says_so_at_once(tmp_path):
    trial = Page(written(tmp_path, replace(batch(), is_trial=True))).words
    assert trial.index("Trial: too few replications for a decision") < trial.index("How many wait?")


@pytest.mark.usefixtures("undrawn")
def test_a_failed_check_comes_first_everywhere(tmp_path):
    words = Page(written(tmp_path, with_checks(True, None, False))).words
    assert words.index("1 of 3 shown checks fails: “Statement 2”") < words.index("How many wait?")
    keep = words[words.index("Keep in mind") :]
    assert keep.startswith("Keep in mind Of 3 shown checks 1 fails and 1 cannot tell")
    shown = keep[keep.index("Standing What is checked") :]
    assert shown.index("Statement 2") < shown.index("Statement 1") < shown.index("Statement 0")
    assert "✗ fails" in shown
    assert "? cannot tell" in shown
    assert "✓ holds" in shown


@pytest.mark.usefixtures("undrawn")
def test_with_all_checks_held_there_are_still_three_caveats(tmp_path):
    text = written(tmp_path, with_checks(True, True))
    caveats = re.search(r'<ol class="caveats">(.*?)</ol>', text, re.DOTALL)[1]
    assert caveats.count("<li>") == 3
    assert "shown check" not in caveats


def test_one_replication_has_no_interval(tmp_path):
    words = Page(written(tmp_path, alone())).words
    assert "One replication: no interval can be given" in words
    assert "A figure without ± has no interval" in words
    answer = words[words.index("The model estimates") :][:100]
    assert "±" not in answer


@pytest.mark.usefixtures("undrawn")
def test_published_figures_stand_beside_the_simulated(tmp_path):
    census = {"care_setting": "all acute"}
    level = mean_of(batch(), key("open_places", **census))
    given = {"measure": "open_places", "where": census, "source": "a count", "confidence": "A"}
    published = (
        Published(title="In sight", value=level, set_with=True, **given),
        Published(title="Out of sight", value=level, low=level - 1, high=level + 1, **given),
        Published(title="Far off", value=level * 2, **given),
    )
    page = Page(written(tmp_path, with_published(*published)))
    assert (
        "2 of 3 published figures agree, 1 differs. Parameters were set by hand with 1 of the 3 in "
        "sight: that 1 of them agrees is no evidence. Of the other 2, 1 agrees."
    ) in page.words
    rows = {row[0]: row for table in page.tables for row in table}
    assert rows["In sight"][1:5] == ["30 places (within 10 %)", "30 places", *rows["In sight"][3:5]]
    assert rows["In sight"][3:5] == ["agrees (no evidence)", "yes"]
    assert rows["Out of sight"][1:5] == ["30 places (29 to 31)", "30 places", "agrees", "no"]
    assert rows["Far off"][3] == "differs"


def test_a_run_that_is_no_trial_says_nothing_of_trials(page):
    assert "Trial:" not in page.words
    assert "(trial)" not in page.words


def test_without_published_figures_that_is_said(page):
    assert "No published figure has been set beside this run" in page.words


def test_money_has_its_price_year_and_what_has_no_cost(page):
    assert "prices of 2024-25" in page.words
    assert "No unit cost is given for Community, Assessment and Equipment" in page.words


def test_it_says_what_the_event_log_holds(page):
    again = page.words[page.words.rindex("How to get it again") :]
    assert "events.parquet" in again
    assert "of replication 1 only" in again
    assert "without handoffs" in again


def test_it_says_how_to_get_it_again(page):
    for each in ("stepdown run 'a place.yaml'", "f00d" * 16, "beef" * 16, "python 3.11"):
        assert each in page.words
