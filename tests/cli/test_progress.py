"""What is shown while a command works: where somebody looks, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from simulator.cli.progress import StageClock, stages
from tests.cli.test_run import stepdown
from tests.experiment.compared import written

COMMAND = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_is_that_of_the_stages_to_come_at_the_pace_of_those_before():
    now = Clock()
    clock = StageClock({"reading": 2, "rules": 1, "demand": 4}, now)
    assert clock.seconds() == 7
    now.now += 1
    assert clock.seconds() == 6
    now.now += 5
    clock.begin("rules")
    # Reading took 6 s, three times as long as planned.
    assert clock.seconds() == pytest.approx((1 + 4) * 3)
    assert clock.left() == "about 15 s left"
    now.now += 3
    clock.begin("demand")
    assert clock.seconds() == pytest.approx(4 * 3)
    now.now += 50
    assert clock.seconds() == 0
    assert clock.left() == "nearly done"
    with pytest.raises(KeyError):
        clock.begin("dancing")


def test_nothing_is_shown_where_no_terminal_is(capfd):
    with stages({"reading": 1, "writing": 1}) as begin:
        begin("writing")
    assert capfd.readouterr() == ("", "")


def on_a_terminal(*words, cwd):
    """What a command writes on its standard output, and on a terminal as standard error."""
    pty = pytest.importorskip("pty", reason="no terminals to be made here")
    mine, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        check=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(mine, 65536):
            seen += chunk
    except OSError:  # how a terminal ends
        pass
    os.close(mine)
    return done.stdout.decode(), seen.decode()


def test_a_check_says_what_it_does_and_leaves_its_result_as_it_is(tmp_path):
    written(tmp_path)
    out, seen = on_a_terminal("check", "small.yaml", cwd=tmp_path)
    assert "reading the scenario …" in seen
    assert "holding demand against what there is …" in seen
    assert "left" in seen
    piped = stepdown("check", "small.yaml", cwd=tmp_path)
    assert (out, piped.stderr) == (piped.stdout, "")


def test_for_programs_nothing_is_shown(tmp_path):
    written(tmp_path)
    _, seen = on_a_terminal("check", "small.yaml", "--json", cwd=tmp_path)
    assert seen == ""
