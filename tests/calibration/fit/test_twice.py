"""A fit done twice: what moves with the seed is named, and tried again with more members."""

from __future__ import annotations

import numpy as np

from calibration.fit import put
from calibration.fit.bank import Bank
from calibration.fit.member import Ran
from calibration.fit.twice import fit_question_twice
from tests.calibration.fit.places import written


def figures(base, z, seed):
    """Two figures of a run, as a place would have them, without running one."""
    lead, share, _ = (
        float(free.value(np.array(at))) for free, at in zip(base.frees, z, strict=True)
    )
    luck = np.exp(0.02 * np.random.default_rng(seed).standard_normal(2))
    return Ran((12 * share * lead * luck[0], 12 * share * luck[1]))


def test_two_seeds_agree_and_their_draws_are_pooled(tmp_path, monkeypatch):
    monkeypatch.setattr("calibration.fit.bank.run", figures)
    question = put(*written(tmp_path), members=100)
    told = []
    bank = Bank.at(tmp_path / "bank.jsonl")
    found = fit_question_twice(question, bank, told=lambda *each: told.append(each))
    assert found.agreement.is_converged
    assert not found.agreement.is_doubled
    assert found.in_words.startswith("a second seed agrees")
    assert len(found.agreement.z) == 200
    assert found.first.question.seed == question.seed != found.second.question.seed
    assert told[-1] == (2 * question.runs, 2 * question.runs)
    assert [done for done, _ in told] == list(range(1, 2 * question.runs + 1))


def test_what_does_not_settle_is_doubled_once_and_named(tmp_path, monkeypatch):
    """Runs of one of the seeds come out another way, so that two fits never agree."""
    question = put(*written(tmp_path), members=40)
    calls = []

    def drifting(base, z, seed):
        calls.append(seed)
        before = 0
        for runs in (200, 200, 400, 400):
            if len(calls) <= before + runs:
                break
            before += runs
        is_second = before in (200, 800)
        ran = figures(base, z, seed)
        return Ran((ran.values[0] * (1.4 if is_second else 1), ran.values[1]))

    monkeypatch.setattr("calibration.fit.bank.run", drifting)
    found = fit_question_twice(question, Bank.at(tmp_path / "bank.jsonl"))
    assert len(calls) == 1200
    assert found.agreement.is_doubled
    assert found.agreement.moved == ("handoffs.package.lead_time.mean",)
    assert found.in_words.startswith("not converged with 80 members: a second seed moves handoffs.")
