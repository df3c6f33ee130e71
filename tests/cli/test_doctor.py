"""``stepdown doctor``: what it looks at, and that it can say no."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from simulator.cli import app, doctor_findings
from simulator.experiment import self_test


def test_the_self_test_can_fail(monkeypatch):
    assert self_test.self_test().is_right
    whole = self_test.ENGINES["compiled"]

    def wrong(network, patients):
        record = whole()(network, patients)
        at = np.flatnonzero(record.started > 0)[5]
        record.started[at] += 1
        return record

    monkeypatch.setitem(self_test.ENGINES, "compiled", lambda: wrong)
    found = self_test.self_test()
    assert not found.is_right
    assert found.differences == ("started",)
    assert found.violations
    finding = doctor_findings._self_test()
    assert finding.is_ok is False
    assert "started" in finding.says


def test_a_lock_that_differs_is_told(monkeypatch, tmp_path):
    (tmp_path / "requirements.lock").write_text(
        "numpy==0.0.1 \\\n    --hash=sha256:x\nnothere==1 ; sys_platform == 'win32'\n", "utf-8"
    )
    monkeypatch.setattr(doctor_findings, "_project", lambda: (tmp_path,))
    found = doctor_findings._versions()
    assert found.is_ok is False
    assert "numpy" in found.says
    assert "nothere" not in found.says


@pytest.mark.parametrize(("free", "is_ok"), [(400, False), (4000, True), (None, None)])
def test_memory(monkeypatch, free, is_ok):
    monkeypatch.setattr(doctor_findings, "_free_memory_mb", lambda: free)
    assert doctor_findings._memory().is_ok is is_ok


def test_each_line_is_ok_or_says_what_to_do(monkeypatch):
    bad = doctor_findings.Finding("Disk", False, "full", "make room")
    good = doctor_findings.Finding("Python", True, "3.12")
    monkeypatch.setattr(doctor_findings, "findings", lambda: iter([good, bad]))
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 3
    assert done.stdout.splitlines() == [
        "ok      Python: 3.12",
        "NOT OK  Disk: full; make room",
        "1 not ok: Disk",
    ]
    monkeypatch.setattr(doctor_findings, "findings", lambda: iter([good]))
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].startswith("next: ")


def test_no_folder_for_the_compiled_engine_is_told(monkeypatch):
    monkeypatch.setattr("simulator.engine.compiled_cache.cache_folder", lambda: None)
    assert doctor_findings._cache().is_ok is False


def test_a_first_run_says_that_it_compiles(monkeypatch, tmp_path, capsys):
    from simulator.cli.progress import shown

    monkeypatch.setattr("simulator.engine.compiled_cache.cache_folder", lambda: tmp_path)
    assert shown(lambda told: 7, "runs", quiet=False) == 7
    assert "compiling the engine, about a minute" in capsys.readouterr().err
    assert shown(lambda told: 7, "runs", quiet=True) == 7
    assert capsys.readouterr().err == ""
    Path(tmp_path / "kept.nbi").write_bytes(b"")
    shown(lambda told: 7, "runs", quiet=False)
    assert capsys.readouterr().err == ""
