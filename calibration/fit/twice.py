"""A fit done twice with two seeds: where medians move too far, its draws are no answer yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from calibration.ensemble import Agreement
from calibration.ensemble.agreement import SECOND, agreement_of
from calibration.fit.bank import Bank, Runs, Told
from calibration.fit.fitted import Fitted, fit
from calibration.fit.question import Question
from simulator.experiment.workers import Jobs


@dataclass(frozen=True, slots=True, eq=False)
class FitTwice:
    """Both fits, the first that of the question's own seed, and how they agree.

    ``agreement.moved`` names the unknowns whose medians moved by more than half a posterior
    standard deviation; ``agreement.z`` are the draws of both, to be carried on where any did.
    """

    first: Fitted
    second: Fitted
    agreement: Agreement

    @property
    def in_words(self) -> str:
        """What came of it, in a sentence."""
        found = self.agreement
        members = self.first.question.members
        if found.is_converged:
            most = max(found.apart.values())
            return f"a second seed agrees: medians at most {most:.2f} posterior sd apart"
        names = ", ".join(f"{name} ({found.apart[name]:.2f} posterior sd)" for name in found.moved)
        return f"not converged with {members} members: a second seed moves {names}"


def fit_question_twice(
    question: Question, bank: Bank, *, jobs: Jobs = 1, told: Told | None = None
) -> FitTwice:
    """Fit with two seeds; where a median moved too far, once more with twice the members.

    Costs twice the runs of a fit, and six times where it has to be doubled. ``told``: called with
    (done, planned) of all runs that are planned at the time.

    Raises:
        StoppedError: as of ``fit``.
    """
    found = _pair(question, bank, jobs, told, 0)
    if found.agreement.is_converged:
        return found
    more = replace(question, members=2 * question.members)
    return _pair(more, bank, jobs, told, 2 * question.runs)


def _pair(question: Question, bank: Bank, jobs: Jobs, told: Told | None, before: int) -> FitTwice:
    planned = before + 2 * question.runs
    seeds = question.seed, question.seed + SECOND
    fits = []
    for at, seed in enumerate(seeds):
        done = before + at * question.runs
        own = replace(question, seed=seed)
        fits.append(fit(own, Runs(own.base, bank, jobs, planned, _later(told, done))))
    first, second = fits
    agreement = agreement_of(first.ensemble, second.ensemble, is_doubled=before > 0)
    return FitTwice(first, second, agreement)


def _later(told: Told | None, before: int) -> Told | None:
    """Telling of runs that come after others."""
    if told is None:
        return None
    return lambda done, planned: told(before + done, planned)
