"""The STRESS-DES document: what it holds, what it asks for, and when it may be called final."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.report.document_appendix import standing_table
from simulator.report.document_asked import missing
from simulator.report.document_final import in_the_way
from simulator.report.document_journey import journeys
from simulator.report.document_landing import document_of, where, write_document
from simulator.report.document_map import _rates
from simulator.report.document_markdown import MARK, as_appendix, as_text
from simulator.report.document_page import as_page
from simulator.report.document_subject import Subject
from simulator.report.document_whole import Document
from simulator.report.names import Names
from simulator.report.provenance import Provenance
from simulator.report.table import Table
from tests.document.ran import FAILS, HOLDS, RIVERSIDE, fitted, ran, written

TODAY = dt.date(2026, 11, 22)
CHECKED = ("analyst: the tutorial\n", "analyst: Ann\nassurer: Ben\n")
# Monks and others 2019, Journal of Simulation 13(1), table of items.
NUMBERS = (
    *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5"),
    *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
)
NAMES = ("Said", "Inputs", "Defaults")
BARE = """
schema_version: 1
title: Bare
calendar: {start: 2025-01-06, warm_up: 10 days, run_for: 20 days}
patient_groups: {all: {arrivals: {per_day: 2}, pathways: {home: 1}}}
care_settings: {ward: {kind: beds, length_of_stay: 3 days, units: [{name: Ward, beds: 10}]}}
pathways: {home: [{stay: ward}, {leave: home}]}
"""


def bare(folder, more=""):
    (folder / "bare.yaml").write_text(BARE + more, encoding="utf-8")
    return Subject(prepare(folder / "bare.yaml"))


def barriers(subject):
    return "\n".join(in_the_way(subject, TODAY))


def test_every_item_is_there_once_in_the_order_of_the_checklist(tmp_path):
    document = Document.of(Subject.of(ran(written(tmp_path))), TODAY)
    assert tuple(item.number for item in document.items) == NUMBERS
    text, page = as_text(document, "it"), as_page(document)
    assert tuple(re.findall(r"^### (\d\S*)", text, re.MULTILINE)) == NUMBERS
    assert tuple(re.findall(r'<h3 id="i[\d-]+">(\d\S*)', page)) == NUMBERS
    starred = re.findall(r"^### (\S+).* \*$", text, re.MULTILINE)
    assert starred == ["1.1", "1.3", "2.2", "2.3", "3.1", "3.2", "3.4", "6.1"]


def test_a_bare_scenario_is_asked_for_every_key_by_name(tmp_path):
    asked = {each.key: each.items for each in missing(bare(tmp_path))}
    assert asked == {
        **{"question": ("1.3",), "rationale": ("1.1",), "logic": ("2.2",), "sharing": ("6.1",)},
        **{"intended_use": ("1.1", "log"), "not_for": ("1.1", "log")},
        **{"analyst": ("log",), "assurer": ("log",), "valid_until": ("log",)},
        **{"sources": ("3.1", "3.2"), "assumptions": ("3.4",), "decisions": ("log",)},
    }


@pytest.mark.parametrize(
    ("more", "gone"),
    [
        ("question: Why?", "question"),
        ("logic: They stay.", "logic"),
        ("sharing: Ask us.", "sharing"),
        ("valid_until: 2027-01-01", "valid_until"),
        ("decisions: [{says: We left out transport.}]", "decisions"),
        ("assumptions: [{says: Nobody moves., confidence: C}]", "assumptions"),
        ("assurer: Ben", "assurer"),
        ("sources: [{title: A, where: b, covers: c, used_for: d, prepared: nothing}]", "sources"),
    ],
)
def test_a_key_that_is_written_is_asked_for_no_longer(tmp_path, more, gone):
    before = {each.key for each in missing(bare(tmp_path))}
    after = {each.key for each in missing(bare(tmp_path, more))}
    assert before - after == {gone}
    assert after < before


def test_half_a_source_and_an_assumption_without_confidence_are_asked_for(tmp_path):
    more = "sources: [{title: HES, where: NHS England, covers: 2024-25}]\nassumptions: [{says: A}]"
    asked = {each.key for each in missing(bare(tmp_path, more))}
    assert {"sources.0.used_for", "sources.0.prepared", "assumptions.0.confidence"} <= asked
    assert not {"sources", "sources.0.where", "assumptions"} & asked


def test_a_change_without_a_reason_is_asked_for_one(tmp_path):
    written(tmp_path)
    child = tmp_path / "more.yaml"
    changes = "path: care_settings.acute.units.General wards.beds, add: 2"
    child.write_text(
        f"extends: place.yaml\ntitle: More\nchanges: [{{{changes}}}]\n", encoding="utf-8"
    )
    assert "2.3" in [item for each in missing(Subject.of(child)) for item in each.items]
    child.write_text(
        f"extends: place.yaml\ntitle: More\nchanges: [{{{changes}, why: room}}]\n", encoding="utf-8"
    )
    subject = Subject.of(child)
    assert "2.3" not in [item for each in missing(subject) for item in each.items]
    text = as_text(Document.of(subject, TODAY), "it")
    assert "| 48 | 50 |" in text
    assert "room" in text


def test_final_when_everything_is_there(tmp_path):
    subject = Subject.of(ran(written(tmp_path, CHECKED)))
    assert in_the_way(subject, TODAY) == []
    document = Document.of(subject, TODAY, is_final=True)
    assert document.is_final
    assert "**Final.**" in as_text(document, "it")
    assert 'class="banner"' not in as_page(document)
    assert not Document.of(subject, TODAY).is_final, "nobody asked for it"


@pytest.mark.parametrize("name", ["", "nobody yet", "Nobody", "none", "TBC", "to be confirmed"])
def test_not_final_while_nobody_has_checked_it(tmp_path, name):
    line = f"analyst: Ann\nassurer: {name}\n" if name else "analyst: Ann\n"
    subject = Subject.of(ran(written(tmp_path, ("analyst: the tutorial\n", line))))
    assert "add `assurer:`" in barriers(subject)
    assert not Document.of(subject, TODAY, is_final=True).is_final


def test_not_final_when_the_analyst_checked_himself(tmp_path):
    line = "analyst: Ann Lee\nassurer: ann  lee\n"
    subject = Subject.of(ran(written(tmp_path, ("analyst: the tutorial\n", line))))
    assert "somebody else has to check it" in barriers(subject)


def test_final_on_its_last_day_and_not_on_the_next(tmp_path):
    subject = Subject.of(ran(written(tmp_path, CHECKED)))
    assert in_the_way(subject, dt.date(2027, 12, 31)) == []
    (says,) = in_the_way(subject, dt.date(2028, 1, 1))
    assert says.startswith("it was valid until 2027-12-31")


def test_a_failed_check_has_to_be_explained(tmp_path):
    folder = ran(written(tmp_path, CHECKED), HOLDS, FAILS)
    (says,) = in_the_way(Subject.of(folder), TODAY)
    assert "± 30%" in says
    assert "`enough_replications: why" in says
    # Words may be written after the run.
    explained = "assurer: Ben\nexplained: {enough_replications: Only occupancy is used.}\n"
    written(tmp_path, CHECKED, ("assurer: Ben\n", explained))
    subject = Subject.of(folder)
    assert in_the_way(subject, TODAY) == []
    assert subject.has_new_words
    text = as_text(Document.of(subject, TODAY), "it")
    assert "Words of the scenario were changed after the run" in text
    assert "| FAILS |" in text
    assert "Only occupancy is used." in text


def test_a_trial_an_altered_folder_and_no_run_are_not_final(tmp_path):
    assert "is a trial" in barriers(
        Subject.of(ran(written(tmp_path / "a", CHECKED), is_trial=True))
    )
    assert "was not run" in barriers(Subject.of(written(tmp_path / "b", CHECKED)))
    folder = ran(written(tmp_path / "c", CHECKED))
    (folder / "resolved.yaml").write_bytes((folder / "resolved.yaml").read_bytes() + b"# more\n")
    assert "no longer as it wrote them (resolved.yaml)" in barriers(Subject.of(folder))


def test_figures_changed_after_the_run_are_not_taken_for_those_of_the_run(tmp_path):
    folder = ran(written(tmp_path, CHECKED))
    written(tmp_path, CHECKED, ("beds: 48", "beds: 60"))
    subject = Subject.of(folder)
    assert not subject.has_its_files
    assert subject.scenario.care_settings["acute"].units[0].beds == 48
    text = as_text(Document.of(subject, TODAY), "it")
    assert "what it changes cannot be listed here" in text


def test_what_the_run_says_of_itself_is_in_it(tmp_path):
    text = as_text(Document.of(Subject.of(ran(written(tmp_path), HOLDS)), TODAY), "it")
    for said in (
        *("Done: 12 replications, seed 7.", "c0de" * 16, "Commit: abc1234, with changes not"),
        *("python 3.11.9", "Engine: compiled.", "system Linux", "took 3.5 seconds", "run 1.25"),
        *("Census = rate × stay", "People stay in the acute hospital until"),
    ):
        assert said in text, said


def test_a_scenario_alone_has_no_figure_of_a_run(tmp_path):
    text = as_text(Document.of(Subject.of(written(tmp_path)), TODAY), "it")
    assert "Not run yet: no figure of this document comes from a run." in text
    assert "Done:" not in text


def test_a_fit_is_reported_with_its_cautions(tmp_path):
    subject = Subject.of(written(tmp_path), fitted(tmp_path / "fit"))
    text = as_text(Document.of(subject, TODAY), "it")
    assert "| 2.2 (1 to 5) | 2.03 (1.81 to 2.31) | working days | told | the store |" in text
    assert "| acute NCTR | 9.683 | 2025-03-07 to 2025-09-02 | sitrep.csv |" in text
    assert "Read them as too narrow." in text


def test_hostile_words_are_only_words(tmp_path):
    more = "question: <script>alert(1)</script> | </td>\nlogic: a <b> & c"
    page = as_page(Document.of(bare(tmp_path, more), TODAY))
    assert "<script" not in page
    assert "a &lt;b&gt; &amp; c" in page
    assert not re.search(r'(src|href)="(?!#)', page), "it calls something outside"


def test_bands_carry_everyone_from_arriving_to_leaving():
    """First arrivals a day: 6.6 in, 6.6 out, and as many into each place as out of it."""
    rates = _rates(Setup.of(prepare(RIVERSIDE / "place.yaml").scenario))
    came = sum(rate for (a, _), rate in rates.items() if a[0] == "group")
    went = sum(rate for (_, b), rate in rates.items() if b[0] == "destination")
    assert came == pytest.approx(6.6)
    assert went == pytest.approx(6.6)
    for name in ("acute", "community_hospital", "home_first"):
        there = ("setting", name)
        into = sum(rate for (_, b), rate in rates.items() if b == there)
        out = sum(rate for (a, _), rate in rates.items() if a == there)
        assert into == pytest.approx(out)
    # 15 % of 2.6 older people a day.
    into_bed = rates[("setting", "acute"), ("setting", "community_hospital")]
    assert into_bed == pytest.approx(0.39)


def called(*arguments):
    return CliRunner().invoke(app, ["document", *map(str, arguments)])


def test_the_command_writes_a_draft_and_lists_what_is_missing(tmp_path):
    folder = ran(written(tmp_path))
    done = called(folder)
    assert done.exit_code == 0, done.output
    assert "assurer  for log: who has checked it" in done.stdout
    assert {
        *("document.md", "document.html", "document-map.svg"),
        *("document-place.md", "document-values.md"),
    } <= {file.name for file in folder.iterdir()}
    assert (folder / "document.md").read_text(encoding="utf-8").startswith(MARK)
    # The run's own files are as they were: the document may be made again.
    assert document_of(folder)[0].run.altered == ()
    assert called(folder).exit_code == 0


def test_the_command_refuses_final_with_3_and_says_what_to_add(tmp_path):
    folder = ran(written(tmp_path))
    done = called(folder, "--final")
    assert done.exit_code == 3
    assert "add `assurer:`, a person other than the analyst" in done.stderr
    assert not (folder / "document.md").exists()
    plain = json.loads(called(folder, "--final", "--json").stdout)
    assert plain["standing"] == "refused"
    assert any("assurer" in each for each in plain["not_final_because"])
    written(tmp_path, CHECKED)
    done = called(folder, "--final", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["standing"] == "final"


def test_the_command_writes_over_nothing_that_it_did_not_make(tmp_path):
    scenario = written(tmp_path)
    (tmp_path / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="did not make it"):
        CliRunner().invoke(
            app,
            ["document", str(scenario), "-o", str(tmp_path / "notes.md")],
            catch_exceptions=False,
        )
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError, match=r"ends in \.docx"):
        CliRunner().invoke(app, ["document", str(scenario), "-o", "a.docx"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("manifest", "hint"),
    [
        ('{"members": 60}', "--calibration"),
        ('{"scenarios": ["a", "b"]}', "a document is of one scenario"),
        ("not json", "no folder of a finished run"),
        ("[1]", "does not hold what a run writes"),
    ],
)
def test_other_folders_are_refused_with_what_to_give(tmp_path, manifest, hint):
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(InputError, match=hint):
        Subject.of(tmp_path)
    with pytest.raises(InputError, match="no folder of a finished fit"):
        Subject.of(written(tmp_path / "a"), tmp_path)


def test_draws_of_what_is_not_known_are_told_from_chance_alone(tmp_path):
    scenario = written(tmp_path)
    alone = as_text(Document.of(Subject.of(scenario), TODAY), "it")
    assert "simulation noise alone: what is not known of inputs is in none" in alone
    (tmp_path / "draws.csv").write_text(
        "handoffs.equipment.lead_time.mean\n2 working days\n3 working days\n", encoding="utf-8"
    )
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(f"{text}posterior: {{table: draws.csv}}\n", encoding="utf-8")
    carried = as_text(Document.of(Subject.of(scenario), TODAY), "it")
    assert "takes one of 2 draws of what a fit left unknown" in carried
    assert "is in none" not in carried


def test_words_between_backticks_are_code_and_still_only_words(tmp_path):
    page = as_page(Document.of(bare(tmp_path, "logic: a `<b>` and a lone one"), TODAY))
    assert "printed by <code>stepdown describe --measures</code>" in page
    assert "<b>" not in page


def test_what_is_long_stands_in_appendices_that_the_text_leads_to(tmp_path):
    folder = ran(written(tmp_path))
    subject, document = document_of(folder)
    landed = write_document(document, where(folder, subject, None, tmp_path))
    text, page = (file.read_text(encoding="utf-8") for file in (landed.text, landed.page))
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (folder / link).is_file(), link
    for link in set(re.findall(r'href="#([^"]+)"', page)):
        assert len(re.findall(rf'id="{re.escape(link)}"', page)) == 1, link
    appendices = [file.read_text(encoding="utf-8") for file in landed.appendices]
    assert all(each.startswith(MARK) and f"({landed.text.name})" in each for each in appendices)
    # What is read through is the shorter part, and nothing of the values is told twice.
    assert len(text) < len("".join(appendices))
    assert "arrivals.per_day" not in text


def test_every_value_stands_once_in_the_appendix_with_its_source(tmp_path):
    subject = Subject(prepare(written(tmp_path)))
    _, values = Document.of(subject, TODAY).appendices
    text = as_appendix(Document.of(subject, TODAY), values, "it")
    known = Provenance.of(subject.loaded)
    tables = [block for block in values.blocks if isinstance(block, Table)]
    rows = {name: [r for t in tables if t.name == name for r in t.rows] for name in NAMES}
    numbered = dict(rows["Said"])
    assert len(rows["Inputs"]) == len(known.values)
    assert len(rows["Defaults"]) == len(known.defaults)
    told = sorted((r[1], r[2], numbered.get(r[4], ""), r[5]) for r in rows["Inputs"])
    assert told == sorted(
        (v.text, v.unit, " ".join((v.source or "").split()), v.confidence or "–")
        for v in known.values
    )
    assert "NICE QS173" in text
    assert f"Patient group: {subject.names.group('older')} (patient_groups.older)" in text
    assert not any(each.is_open for each in tables)


def test_what_the_inputs_stand_on_adds_up(tmp_path):
    values = Provenance.of(prepare(written(tmp_path))).values
    *parts, whole = standing_table(values).rows
    assert int(whole[1]) == len(values) == sum(int(row[1]) for row in parts)
    for row in (*parts, whole):
        assert int(row[1]) == sum(map(int, row[2:6]))
    assert int(whole[-1]) == sum(each.source is None for each in values)


def test_a_journey_is_one_line_that_names_its_steps_in_order(tmp_path):
    found = list(journeys(Names(prepare(written(tmp_path)).scenario)))
    assert len(found) == len(prepare(written(tmp_path)).scenario.pathways)
    assert found[1] == (
        "Pathway 1: home with support: Acute hospital → Assessment, Equipment (40 %) → "
        "Home-first team → leaves for home."
    )
