"""Pages of hostile texts in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

import shutil

import pytest

from simulator.report.page import write_report
from tests.fuzz import pages
from tests.report.place import MANIFEST, batch, loaded


def browser() -> None:
    pytest.importorskip("playwright", reason="playwright is not installed")
    if shutil.which("chromium") is None:
        pytest.skip("there is no Chromium here")


def test_the_report_of_hostile_texts_runs_nothing(tmp_path):
    browser()
    write_report(batch(), loaded(), MANIFEST, tmp_path / "report.html")
    (one,) = pages.seen([tmp_path / "report.html"])
    assert (one.ran, one.made, one.asked_for) == (False, 0, [])


def test_a_page_in_which_a_text_does_something_is_found(tmp_path):
    browser()
    text = "<p>a</p><img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
    (tmp_path / "bad.html").write_text(text, encoding="utf-8")
    (one,) = pages.seen([tmp_path / "bad.html"])
    assert one.ran
    assert one.made == 2
    assert one.asked_for
