"""What is printed as JSON is taken by strict readers."""

from __future__ import annotations

import json
import math

import pytest

from simulator.cli.json_text import json_text


def strict(text):
    def refused(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=refused)


def test_a_number_that_is_none_is_null():
    plain = {"a": math.nan, "b": [1.5, math.inf, (2, -math.inf)], "c": {"d": "NaN"}, "e": True}
    assert strict(json_text(plain)) == {
        "a": None,
        "b": [1.5, None, [2, None]],
        "c": {"d": "NaN"},
        "e": True,
    }


def test_the_check_itself_would_notice():
    with pytest.raises(ValueError, match="NaN"):
        strict(json.dumps({"a": math.nan}))
