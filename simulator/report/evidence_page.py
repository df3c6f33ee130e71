"""The page that sets published claims beside what the model predicts."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from simulator.report.estimate import Estimate, decimals, plain, rounded
from simulator.report.evidence_claim import Claim, Evidence, Line, Published
from simulator.report.evidence_prediction import Prediction
from simulator.report.evidence_verdict import RULE, Judged
from simulator.report.markdown import markdown_table

WIDTH = 100
STANDING = {
    "output": "follows from the run",
    "input": "put in",
    "set_by_hand": "set by hand",
    "other_prices": "prices of another year",
    "no_mechanism": "not in the model",
    "not_published": "not published",
}


def evidence_page(
    evidence: Evidence, predicted: Mapping[str, Sequence[Prediction]], made: Sequence[str]
) -> str:
    """The page as Markdown, the same for equal predictions. ``made``: how it was made, in lines."""
    every = [each for lines in predicted.values() for each in lines]
    parts = [
        "# Published claims beside the model",
        _wrapped(
            "Claims of what changed elsewhere, each set beside what the model predicts. This page "
            "is written by a command and not by hand; the claims, and what is said to answer them, "
            "are in [evidence.yaml](evidence.yaml)."
        ),
        _wrapped(_counted(every)),
        "\n".join(_wrapped(each) for each in made),
        "## The rule",
        _wrapped(RULE),
        _wrapped(
            "The intervals are of chance over the replications. Where a claim was tried in several "
            "ways, the range over them is of what had to be assumed; with one way, what is not "
            "known about the inputs is in no range, and may be larger than all of it."
        ),
        "## All of them",
        _summary(evidence, predicted),
    ]
    for name, claim in evidence.claims.items():
        parts += list(_section(name, claim, predicted[name]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _counted(every: Sequence[Prediction]) -> str:
    n = {one: sum(each.judgement.verdict is one for each in every) for one in Judged}
    worth = [each for each in every if each.line.standing == "output"]
    return (
        f"**Of {len(every)} figures in them {n[Judged.AGREE]} agree, {n[Judged.DIFFER]} differ, "
        f"and of {n[Judged.CANNOT_TELL]} it cannot be told.** {len(worth)} follow from a run with "
        "nothing set to meet them; only those can agree."
    )


def _summary(evidence: Evidence, predicted: Mapping[str, Sequence[Prediction]]) -> str:
    rows = [
        (
            name,
            each.line.says,
            _published(each.line),
            _range(each),
            STANDING[each.line.standing],
            f"**{each.judgement.verdict.value}**",
        )
        for name in evidence.claims
        for each in predicted[name]
    ]
    heads = ("id", "claim", "published", "the model estimates", "what it is", "verdict")
    return markdown_table(heads, rows)


def _section(name: str, claim: Claim, predicted: Sequence[Prediction]) -> Iterator[str]:
    yield f"## {name}: {claim.title}"
    yield _wrapped(f"{_one_line(claim.says)} ({claim.source})")
    for each in predicted:
        yield f"### {each.line.says}: {each.judgement.verdict.value}"
        yield _wrapped(f"{_capital(each.judgement.why)}. {_one_line(each.line.because)}")
        if each.estimates:
            yield _ways(each)


def _ways(each: Prediction) -> str:
    """A row a way: the scenario, the measure before and after, and the figure that is judged."""
    line = each.line
    assert line.reads is not None
    with_before = any(before is not None for before in each.before)
    measure = f"`{line.reads.measure}`"
    heads = ["way", "runs", "scenario", *(["against", f"{measure} there"] if with_before else [])]
    heads += [f"{measure} here", f"{_figure(line)}, {line.unit}"]
    rows = []
    for way, before, after, found in zip(
        each.ways, each.before, each.after, each.estimates, strict=True
    ):
        cells = [way.says, str(found.replications), way.scenario]
        if with_before:
            cells += [way.reference or "", _level(before)]
        rows.append([*cells, _level(after), _text(found, line)])
    return markdown_table(heads, rows)


def _figure(line: Line) -> str:
    return {
        "level": "figure",
        "change": "change",
        "relative_change": "change",
        "ratio_of_changes": "ratio of changes",
    }[line.figure]


def _level(estimate: Estimate | None) -> str:
    return "" if estimate is None else estimate.text()


def _scale(line: Line) -> float:
    return 100.0 if line.unit == "%" else 1.0


def _text(estimate: Estimate, line: Line) -> str:
    return estimate.text(_scale(line))


def _published(line: Line) -> str:
    """The published figure with its unit, and its own range where it has one."""
    if line.published is None:
        return "no figure"
    given, scale = line.published, _scale(line)
    said = _plainly(given, scale)
    if given.of is not None:
        low, high = (f"{scale * end:.0f}" for end in given.span)
        said = f"{said} ({low} to {high}, of {given.of})"
    return f"{said} {line.unit}".strip()


def _plainly(given: Published, scale: float) -> str:
    if given.value is not None:
        return _exactly(given.value * scale)
    low, high = given.span
    if math.isinf(high):
        return f"{_exactly(low * scale)} or more"
    if math.isinf(low):
        return f"{_exactly(high * scale)} or less"
    return f"{_exactly(low * scale)} to {_exactly(high * scale)}"


def _exactly(value: float) -> str:
    """A number as it was written, without what its scale leaves behind."""
    return plain(round(value, 9))


def _range(each: Prediction) -> str:
    """The range of the prediction with its unit."""
    low, high, scale = each.judgement.low, each.judgement.high, _scale(each.line)
    if math.isnan(low):
        known = [one for one in each.estimates if one.is_known]
        return f"{_text(known[0], each.line)} {each.line.unit}" if known else "no such figure"
    low, high = low * scale, high * scale
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return f"{plain(low)} {each.line.unit}".strip()
    digits = decimals((high - low) / 2)
    return f"{rounded(low, digits)} to {rounded(high, digits)} {each.line.unit}".strip()


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
