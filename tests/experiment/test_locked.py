"""A run that stops in a loop of full places: what it says, from whichever process."""

from __future__ import annotations

import pickle

import pytest

import simulator
from simulator.cli import main
from simulator.engine.journeys import PlacesLocked
from simulator.errors import StoppedError
from simulator.experiment import replication
from simulator.experiment.replication import Order, replicate
from simulator.network.network import DAY, HOUR, MINUTE
from tests.experiment.place import SHORT, SMALL, loaded, setup

# The run of the small place begins on Tuesday 1 April 2025.
WHEN = 17 * DAY + 14 * HOUR + 5 * MINUTE + 59_999_999


def locked(_network, _patients):
    raise PlacesLocked(WHEN, (0, 1))


@pytest.fixture(autouse=True)
def engines(monkeypatch):
    monkeypatch.setitem(replication.ENGINES, "compiled", lambda: locked)


def test_it_says_which_units_when_and_what_to_do():
    with pytest.raises(StoppedError) as caught:
        replicate(setup(), Order(number=3, seed=1))
    (problem,) = caught.value.problems
    units = setup().network.units
    settings = setup().network.care_settings
    first, second = (f"{settings[u.care_setting].name} ({u.name})" for u in units[:2])
    day = f"{loaded().scenario.calendar.start:%Y-%m-%d}"
    assert day == "2025-04-01"
    assert problem.path == "loops_of_full_places"
    assert problem.says == (
        "replication 3 stopped on Friday 18 April 2025 at 14:05: all of these were full, and "
        f"each held somebody who waited for the next: {first} → {second} → {first}"
    )
    assert "`loops_of_full_places: swap` lets them change places" in problem.do


def test_it_crosses_from_one_process_to_another_whole():
    with pytest.raises(StoppedError) as caught:
        replicate(setup(), Order(number=1, seed=1))
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is StoppedError
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


def test_python_callers_are_told_the_same():
    with pytest.raises(StoppedError, match="replication 1 stopped on"):
        simulator.run(loaded(), replications=1)


@pytest.mark.parametrize("words", [(), ("--json",), ("--dry-run",)])
def test_the_command_ends_with_exit_code_2_and_no_traceback(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    sets = [word for each in SHORT for word in ("-s", each)]
    command = ["stepdown", "run", str(SMALL), "-r", "1", "-j", "1", "-q", *sets, *words]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert "replication 1 stopped on Friday 18 April 2025 at 14:05" in said.err
    assert said.err.splitlines()[-1] == "1 problem; no report"
    assert "Traceback" not in said.err
    assert "report:" not in said.out
    assert not list(tmp_path.glob("outputs/*/*/report.html"))
