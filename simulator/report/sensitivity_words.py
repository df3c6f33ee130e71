"""What a sensitivity analysis says: inputs, figures, and where the decision flips, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.experiment.flip import Crossing, Verdict
from simulator.experiment.sensitivity import Sensitivity, Swing
from simulator.experiment.span import Span, said
from simulator.report.effect_words import signed, unit_in_words
from simulator.report.estimate import decimals, plain, rounded
from simulator.report.names import Names, in_words, listed
from simulator.report.table import unit_of
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import ALL_ACUTE, DIMENSIONS
from simulator.results.measures import REGISTRY, Key
from simulator.scenario.address import parse


def input_name(span: Span, names: Names) -> str:
    """An input by titles: ``Equipment at home (lead time)``."""
    words = [word.text for word in parse(span.path)]
    titles = {
        "handoffs": names.handoff,
        "care_settings": names.place,
        "patient_groups": names.group,
        "pathways": names.pathway,
    }
    if words[0] not in titles or len(words) < 2:
        return in_words(" ".join(words))
    every = in_words(words[0]) if words[1] == "*" else titles[words[0]](words[1])
    kept = [word for word in words[2:] if word not in {"units", "*"}]
    rest = [f"no. {int(word) + 1}" if word.isdecimal() else word for word in kept]
    return f"{every} ({' '.join(rest).replace('_', ' ')})" if rest else every


def bounds(span: Span) -> str:
    """The two bounds, and in which scenario where not in both."""
    only = "" if span.in_first and span.in_second else f", in {where_set(span)}"
    if span.is_relative:
        return f"{span.low:g} to {span.high:g} % of what is given{only}"
    return f"{span.low:g} to {said(span.high, span.unit)}{'s' if span.unit else ''}{only}"


def is_outside(span: Span) -> bool:
    """Whether what the scenario says lies outside the bounds."""
    if span.given is None or span.is_relative:
        return False
    return not span.low <= span.given <= span.high


def where_set(span: Span) -> str:
    """In which of the two scenarios an input is varied."""
    if span.in_first and span.in_second:
        return "both"
    return "the scenario only" if span.in_second else "the reference only"


def figure_name(key: Key, names: Names) -> str:
    """A figure with its place."""
    told = {name: value for name, value in zip(DIMENSIONS, key.where, strict=True) if value}
    place, title = told.get("care_setting", ""), REGISTRY[key.measure].title
    if key.measure == "census" and place == ALL_ACUTE:
        return "Patients in acute beds (fewer: beds freed)"
    if place == EVERYWHERE:
        return f"{title}: all places together"
    named = {
        "care_setting": names.place,
        "standard": names.standard,
        "handoff": names.handoff,
        "group": names.group,
        "pathway": names.pathway,
        "reason": names.reason,
    }
    parts = [named.get(dimension, in_words)(value) for dimension, value in told.items()]
    return ": ".join([title, *parts])


def value_text(at: float, half: float, span: Span) -> str:
    """A value of an input, rounded to a half-width if there is one."""
    text = rounded(at, decimals(half)) if half > 0 else plain(at)
    if span.is_relative:
        return f"{text} %"
    return f"{text} {span.unit}s" if span.unit else text


def flip_in_words(swing: Swing) -> str:
    """Where the decision flips, with the interval; or that it never does, or cannot be told."""
    flip, span = swing.flip, swing.span
    if flip.verdict is Verdict.NO_DIFFERENCE:
        return "no difference at any value"
    if flip.verdict is Verdict.NEVER:
        return "never flips within the bounds"
    if flip.verdict is Verdict.CANNOT_TELL:
        return f"cannot tell: may flip {listed([_stretch(each, span) for each in flip.unsure])}"
    found = [_at(each, span) for each in flip.crossings]
    text = f"flips at {found[0]}" + "".join(f", back at {each}" for each in found[1:2])
    if flip.unsure:
        text += f"; cannot tell {listed([_stretch(each, span) for each in flip.unsure])}"
    return text


def _at(found: Crossing, span: Span) -> str:
    half = (found.high - found.low) / 2
    assert found.at is not None
    at = value_text(found.at, half, span)
    if half <= 0:
        return at
    low, high = (value_text(each, half, span) for each in (found.low, found.high))
    return f"{at} (95 % interval {low.split(' ')[0]} to {high})"


def _stretch(found: Crossing, span: Span) -> str:
    half = (found.high - found.low) / 2
    is_low, is_high = found.low <= span.low, found.high >= span.high
    if is_low and is_high:
        return "anywhere between the bounds"
    if is_low:
        return f"up to {value_text(found.high, half, span)}"
    if is_high:
        return f"from {value_text(found.low, half, span)} on"
    low, high = (value_text(each, half, span) for each in (found.low, found.high))
    return f"between {low.split(' ')[0]} and {high}"


def answer(found: Sensitivity, key: Key, names: Names) -> str:
    """One sentence a figure: what the scenario does as given, and which inputs turn it round."""
    effect = found.given.effect(key)
    unit = unit_in_words(unit_of(key))
    given = signed(effect)
    text = f"{figure_name(key, names)}: {given}" + (f" {unit}" if given != "the same" else "")
    turned = f"{turns(found.swings(key), names)}{_outside(found, names)}"
    return f"{text} as given{_worth(found, key)}; {turned}"


def _outside(found: Sensitivity, names: Names) -> str:
    outside = [input_name(each, names) for each in found.spans if is_outside(each)]
    return f", and what is given for {listed(outside)} lies outside its bounds" if outside else ""


def _worth(found: Sensitivity, key: Key) -> str:
    stated = found.stated[key]
    if stated == 0:
        return ""
    effect = found.given.effect(key)
    half = 0.0 if math.isnan(effect.half_width) else effect.half_width
    asked = f"{plain(abs(stated))} {'fewer' if stated < 0 else 'more'}"
    if math.isnan(effect.half_width) or abs(effect.difference - stated) <= half:
        return f" (whether that is the {asked} asked for cannot be told)"
    is_enough = (effect.difference < stated) == (stated < 0)
    return f" ({'at least' if is_enough else 'not'} the {asked} asked for)"


def turns(swings: Sequence[Swing], names: Names) -> str:
    """Which inputs turn the decision round within their bounds."""
    by = {
        verdict: [input_name(each.span, names) for each in swings if each.flip.verdict is verdict]
        for verdict in Verdict
    }
    parts = []
    n = len(swings)
    if len(by[Verdict.CANNOT_TELL]) == n > 1:
        return f"for none of the {n} inputs varied can it be told whether it flips"
    if by[Verdict.FLIPS]:
        parts.append(f"it flips within the bounds of {listed(by[Verdict.FLIPS])}")
    if by[Verdict.CANNOT_TELL]:
        parts.append(f"cannot tell for {listed(by[Verdict.CANNOT_TELL])}")
    rest = len(by[Verdict.NEVER])
    if rest == n:
        one = "the input" if rest == 1 else f"any of the {rest} inputs"
        return f"it never flips within the bounds of {one} varied"
    if rest:
        parts.append(f"it never flips for the other {rest}")
    if by[Verdict.NO_DIFFERENCE]:
        parts.append("at no value is there any difference" if not parts else "")
    return "; ".join(part for part in parts if part)


def tornado_title(swings: Sequence[Swing]) -> str:
    """The finding for a picture."""
    n = len(swings)
    verdicts = [each.flip.verdict for each in swings]
    flips, unsure = verdicts.count(Verdict.FLIPS), verdicts.count(Verdict.CANNOT_TELL)
    if flips:
        word = "turns" if flips == 1 else "turn"
        more = f"; for {unsure} it cannot be told" if unsure else ""
        return f"{flips} of {n} inputs {word} the decision round within the bounds{more}"
    if unsure:
        turn = "it turns" if unsure == 1 else "they turn"
        return f"For {unsure} of {n} inputs it cannot be told whether {turn} the decision round"
    if verdicts.count(Verdict.NO_DIFFERENCE) == n:
        return "The scenario makes no difference, whatever the inputs"
    return (
        f"None of {n} inputs turns the decision round within its bounds"
        if n > 1
        else ("The input does not turn the decision round within its bounds")
    )
