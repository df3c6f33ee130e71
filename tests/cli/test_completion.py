"""What shells are told, and that nothing but text comes out of a pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

COLOUR = re.compile("\x1b\\[")
CODE = "import sys; sys.argv[0] = 'stepdown'; from simulator.cli import main; main()"


def stepdown(*words, cwd, **more):
    return subprocess.run(
        [sys.executable, "-c", CODE, *words],
        cwd=cwd,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def place(tmp_path):
    (tmp_path / "scenarios").mkdir()
    for name in ("winter.yaml", "wider.xlsx", "words.txt"):
        (tmp_path / "scenarios" / name).write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_scenario_files_are_completed(place, shell):
    words = "stepdown check scenarios/wi"
    done = stepdown(
        cwd=place,
        _STEPDOWN_COMPLETE=f"complete_{shell}",
        COMP_WORDS=words,
        COMP_CWORD="2",
        _TYPER_COMPLETE_ARGS=words,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_WORD_TO_COMPLETE="scenarios/wi",
    )
    assert "scenarios/winter.yaml" in done.stdout
    assert "scenarios/wider.xlsx" in done.stdout
    assert "words.txt" not in done.stdout


def test_commands_are_completed(place):
    done = stepdown(
        cwd=place, _STEPDOWN_COMPLETE="complete_bash", COMP_WORDS="stepdown che", COMP_CWORD="1"
    )
    assert done.stdout.split() == ["check"]


def test_a_pipe_gets_no_colour(place):
    for words, more in (
        (("--help",), {}),
        (("check", "nowhere.yaml"), {"NO_COLOR": "1"}),
        (("run",), {}),
    ):
        done = stepdown(*words, cwd=place, TERM="xterm-256color", **more)
        assert done.stdout + done.stderr
        assert not COLOUR.search(done.stdout + done.stderr)
