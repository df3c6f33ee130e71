"""What a reader may copy from the README works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from simulator.scenario.load import load_text

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_python_runs_as_it_stands():
    (code,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "all acute" in done.stdout


def test_the_scenario_loads_as_it_stands():
    (text,) = blocks("yaml")
    loaded = load_text(text, folder=str(ROOT / "scenarios"))
    units = {u.name: u for u in loaded.scenario.care_settings["community_hospital"].units}
    unit = units["Kingsmead"]
    assert unit.beds == 44
    assert all(s.nurses * s.beds_per_nurse >= 44 for s in unit.staffing.shifts.values())


def test_every_file_named_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []


def test_every_command_named_exists():
    from typer.main import get_command

    from simulator.cli import app

    known = set(get_command(app).commands)
    assert set(re.findall(r"`stepdown (\w+)", README)) <= known
