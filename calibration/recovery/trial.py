"""One trial: a known place, its published files, what a fit makes of them, and how far off."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.second_opinion import second_opinion
from calibration.fit.ask import read_ask
from calibration.fit.bank import Bank, Runs
from calibration.fit.check_together import Week, checks_of
from calibration.fit.fitted import Fitted, fit
from calibration.fit.member import Base, run
from calibration.fit.observed import DISCREPANCY, kind_of
from calibration.fit.question import Question, put
from calibration.fit.unknown import frees_of
from calibration.fit.weekday import observed_by_weekday, weekday_keys
from calibration.recovery.place import BEDS, RIGHT, fit_text, place_text
from calibration.recovery.published import publish
from calibration.recovery.truth import happened, run_of
from calibration.sitrep.gather import gather
from calibration.sitrep.keep import keep
from simulator.errors import StoppedError
from simulator.experiment.prepare import prepare
from simulator.results.measure import where
from simulator.results.measures import Key, measures
from simulator.scenario.load import Loaded

Reals = NDArray[np.float64]

ACUTE = "acute"
# Members that are run again for what no target is about.
JUDGED = 100
# Figures that no target is about, by name.
UNSEEN = {
    "waiting for a package": Key("delayed_patients", where(care_setting=ACUTE, reason="E"), "mean"),
    "waiting for a community bed": Key(
        "delayed_patients", where(care_setting=ACUTE, reason="C"), "mean"
    ),
    "community beds taken": Key("midnight_census", where(care_setting="community"), "mean"),
}
WEEK = weekday_keys(ACUTE)
# Other quarters of the place, each by other chance, that are held to what the fit predicts.
QUARTERS = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What one trial has shown; lists are by unknown, by figure (fitted, then unseen).

    ``stopped``: why the fit stopped, if it did; all else is then empty. ``truth``, ``mean``,
    ``sd``, ``low``, ``high``, ``low_50``, ``high_50`` and ``crps``: on the unbounded scale.
    ``rank``: draws below the truth, of ``draws``. ``left``: posterior spread over the prior's.
    ``held``: of ``quarters`` other quarters of the place, in how many a figure is within the 90 %
    that the fit predicts. ``opinion_*``: the same of the second opinion. ``checks``: by check, the
    chance that a right model is so far off; ``failed``: those that call the model wrong.
    ``flow``: how far the ratio of stock, flow and waits is from what the fit makes, as a logarithm,
    and its standard error. ``not_met``: targets outside their predictions.
    """

    number: int
    world: str
    seed: int
    stopped: str = ""
    unknowns: tuple[str, ...] = ()
    truth: tuple[float, ...] = ()
    mean: tuple[float, ...] = ()
    sd: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    low_50: tuple[float, ...] = ()
    high_50: tuple[float, ...] = ()
    rank: tuple[int, ...] = ()
    draws: int = 0
    left: tuple[float, ...] = ()
    crps: tuple[float, ...] = ()
    figures: tuple[str, ...] = ()
    held: tuple[int, ...] = ()
    quarters: int = 0
    opinion_low: tuple[float, ...] = ()
    opinion_high: tuple[float, ...] = ()
    opinion_crps: tuple[float, ...] = ()
    opinion_verdict: tuple[str, ...] = ()
    opinion_effective: float = 0.0
    checks: tuple[tuple[str, float], ...] = ()
    failed: tuple[str, ...] = ()
    flow: tuple[float, float] = (0.0, 0.0)
    not_met: int = 0
    seconds: float = 0.0


def try_one(number: int, world: str, seed: int, members: int | None = None) -> Trial:
    """A trial from its number: the same for the same arguments, but for ``seconds``.

    A place of one number has the same unknowns in every world. ``members``: as of a fit.
    """
    since = time.process_time()
    with TemporaryDirectory(prefix="stepdown-recovery-") as name:
        asked = _asked(Path(name), number, world, seed, members)
        question = asked.question
        try:
            bank = Bank.at(Path(name) / "bank.jsonl")
            found = fit(question, Runs(question.base, bank, 1, question.runs))
        except StoppedError as stopped:
            return Trial(number, world, seed, stopped=stopped.problems[0].path)
        values = {
            **_parameters(found, asked.truth),
            **_predictions(found, asked, (seed, number)),
            **_opinion(found, asked.truth),
        }
    return Trial(number, world, seed, **values, seconds=round(time.process_time() - since, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A fit that is put, the place as it is, its unknowns, and its weekdays as published."""

    question: Question
    place: Loaded
    truth: Reals
    week: Reals | None


def _own(seed: int, number: int, use: int) -> int:
    """A seed for one use of one trial."""
    return int(np.random.default_rng([seed, number, use]).integers(2**62))


def _asked(folder: Path, number: int, world: str, seed: int, members: int | None) -> Asked:
    told, fit_file = folder / "place.yaml", folder / "fit.yaml"
    told.write_text(place_text(RIGHT), encoding="utf-8")
    fit_file.write_text(fit_text(), encoding="utf-8")
    (folder / "world.yaml").write_text(place_text(world), encoding="utf-8")
    place, ask = prepare(folder / "world.yaml"), read_ask(fit_file)
    frees, _ = frees_of(ask, prepare(told))
    rng = np.random.default_rng([seed, number, 1])
    unknowns = [each.unknown for each in frees]
    truth = np.array([each.mean + each.sd * rng.standard_normal() for each in unknowns])
    what = happened(run_of(place, frees, truth, seed=_own(seed, number, 2)))
    off = {
        each.title or each.measure: DISCREPANCY[kind_of(each.measure)] * rng.standard_normal()
        for each in ask.says.targets
    }
    gathered = gather(publish(what, off, beds=BEDS, folder=folder))
    keep(gathered.rows, folder / "targets.parquet")
    question = put(told, folder / "targets.parquet", fit_file, members=members, seed=number)
    return Asked(question, place, truth, observed_by_weekday(gathered.rows))


def _parameters(found: Fitted, truth: Reals) -> dict[str, Any]:
    z = found.ensemble.z
    (low, high), (low_50, high_50) = (found.ensemble.interval(share) for share in (0.9, 0.5))
    return {
        "unknowns": tuple(free.path for free in found.question.frees),
        "truth": _plain(truth),
        "mean": _plain(z.mean(axis=0)),
        "sd": _plain(z.std(axis=0, ddof=1)),
        "low": _plain(low),
        "high": _plain(high),
        "low_50": _plain(low_50),
        "high_50": _plain(high_50),
        "rank": tuple((z < truth).sum(axis=0).tolist()),
        "draws": len(z),
        "left": _plain(found.left),
        "crps": _plain(crps(z, np.full(len(z), 1 / len(z)), truth)),
    }


def _predictions(found: Fitted, asked: Asked, number: tuple[int, int]) -> dict[str, Any]:
    """Other quarters of the place against the runs at the draws, and the checks of the fit."""
    frees, last = found.question.frees, found.steps[-1]
    base = Base(found.question.place, frees, (*UNSEEN.values(), *WEEK))
    some = zip(last.z[:JUDGED], last.seeds[:JUDGED], strict=True)
    more = np.array([run(base, z, int(own)).values for z, own in some])
    parts = (last.figures, more[:, : len(UNSEEN)])
    low, high = (np.concatenate(ends) for ends in zip(*map(_ends, parts), strict=True))
    again = _again(asked, (*(one.key for one in found.question.observed), *UNSEEN.values()), number)
    week = None if asked.week is None else Week(asked.week, WEEK)
    checks = checks_of(found, week, more[:, len(UNSEEN) :])
    return {
        "figures": (*(one.name for one in found.question.observed), *UNSEEN),
        "held": tuple(((low <= again) & (again <= high)).sum(axis=0).tolist()),
        "quarters": len(again),
        "checks": tuple(checks.chances.items()),
        "failed": checks.failed,
        **({} if checks.flow is None else {"flow": (checks.flow.shift, checks.flow.error)}),
        "not_met": int((~found.targets()["is_inside"]).sum()),
    }


def _again(asked: Asked, keys: tuple[Key, ...], number: tuple[int, int]) -> Reals:
    """Figures of other quarters of the place, (quarters, figures)."""
    names, rows = dict.fromkeys(key.measure for key in keys), []
    for at in range(QUARTERS):
        seed = _own(*number, 3 + at)
        taken = measures(run_of(asked.place, asked.question.frees, asked.truth, seed), names)
        of = dict(zip(taken.keys, taken.values.tolist(), strict=True))
        rows.append([of[key] for key in keys])
    return np.array(rows)


def _ends(predicted: Reals) -> Reals:
    """Ends of 90 % of runs, (2, figures); those that failed are left out."""
    whole = predicted[np.isfinite(predicted).all(axis=1)]
    return np.asarray(np.quantile(whole, (0.05, 0.95), axis=0, method="weibull"))


def _opinion(found: Fitted, truth: Reals) -> dict[str, Any]:
    opinion = second_opinion(found.ensemble)
    low, high = opinion.quantiles((0.05, 0.95))
    return {
        "opinion_low": _plain(low),
        "opinion_high": _plain(high),
        "opinion_crps": _plain(crps(opinion.z, opinion.weight, truth)),
        "opinion_verdict": tuple(opinion.verdict.values()),
        "opinion_effective": opinion.effective,
    }


def crps(z: Reals, weight: Reals, truth: Reals) -> Reals:
    """Continuous ranked probability score of weighted draws, (draws, unknowns), by unknown.

    T. Gneiting and A. E. Raftery, Journal of the American Statistical Association 102, 2007.
    """
    order = np.argsort(z, axis=0)
    drawn, own = np.take_along_axis(z, order, axis=0), weight[order]
    apart = (own * drawn * (2 * np.cumsum(own, axis=0) - own - 1)).sum(axis=0)
    return np.asarray(weight @ np.abs(z - truth) - apart)


def _plain(values: Reals) -> tuple[float, ...]:
    return tuple(values.tolist())
