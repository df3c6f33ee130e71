"""What a document is about: a scenario, and where there are any, its run and its fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.folder import RESOLVED
from simulator.experiment.prepare import prepare
from simulator.experiment.request import Request, request_in
from simulator.report.document_fit import FitRecord
from simulator.report.document_run import RunRecord
from simulator.report.names import Names
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Subject:
    """A scenario, its run and its fit; None where there is none.

    ``has_its_files``: the scenario's own files could be read, so what it changes is known.
    ``has_new_words``: they say other words than when it was run, and no other figures.
    """

    loaded: Loaded
    run: RunRecord | None = None
    fit: FitRecord | None = None
    has_its_files: bool = True
    has_new_words: bool = False

    @property
    def scenario(self) -> Scenario:
        """The scenario itself."""
        return self.loaded.scenario

    @property
    def names(self) -> Names:
        """Its titles."""
        return Names(self.scenario)

    @property
    def stem(self) -> str:
        """The name of its file without the ending."""
        return Path(self.loaded.path).stem

    @classmethod
    def of(cls, given: Path, calibration: Path | None = None) -> Subject:
        """Of a scenario file, or the folder of a run.

        Raises:
            InputError: a scenario that cannot be run, or a folder that is not what it should be.
        """
        fit = FitRecord.of(calibration) if calibration is not None else None
        if not given.is_dir():
            return cls(prepare(given), None, fit)
        run = RunRecord.of(given)
        request = request_in(given)
        kept = load_text((given / RESOLVED).read_text(encoding="utf-8"), request.scenario)
        now = _now(request, kept.scenario)
        if now is None:
            return cls(kept, run, fit, has_its_files=False)
        return cls(now, run, fit, has_new_words=now.scenario != kept.scenario)


# Who checks a run, and why a check that fails does not matter, is known only after it.
_WORDS = {
    *("title", "question", "rationale", "intended_use", "not_for", "valid_until", "analyst"),
    *("assurer", "assumptions", "sources", "decisions", "logic", "sharing", "explained"),
    *("source", "confidence", "note"),
}


def _now(request: Request, kept: Scenario) -> Loaded | None:
    """The scenario's own files as they are now, if all that figures rest on is still the same."""
    try:
        now = load(request.scenario, request.sets)
    except InputError:
        return None
    return now if _figures(now.scenario) == _figures(kept) else None


def _figures(scenario: Scenario) -> dict[str, object]:
    return {name: value for name, value in scenario if name not in _WORDS}
