"""The JSON Schema: that of the models, kind to short forms, and not stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from simulator.scenario.dictionary import entries
from simulator.scenario.document import read
from simulator.scenario.json_schema import FILE, json_schema, text

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
GOOD = [HERE / "small.yaml", *sorted((ROOT / "scenarios").rglob("*.yaml"))]

# Faults that an editor can show before anything is run.
SHOWN = [
    "unknown_field",
    "missing_field",
    "missing_title",
    "wrong_word",
    "number_as_text",
    "number_in_words",
    "true_for_a_number",
    "number_for_text",
    "half_a_bed",
    "negative_beds",
    "share_above_one",
    "duration_without_unit",
    "duration_as_list",
    "duration_negative",
    "date_as_number",
    "weekday_weights_too_few",
    "law_of_an_unknown_family",
    "step_of_two_kinds",
    "step_misspelt",
    "staff_in_words",
    "shift_without_staff",
    "list_for_a_mapping",
    "no_units",
    "nothing_given",
    "other_schema_version",
    "half_a_booking",
    "rates_of_six_weekdays",
    "table_of_another_kind",
    "times_as_list",
    "curve_of_an_english_date",
    "changes_of_nothing",
    "change_in_two_ways",
    "change_in_no_way",
]


def plain(path: Path) -> object:
    return read(path.read_text(encoding="utf-8"), path.name, []).plain()


def object_schemas(name: str) -> dict[str, dict]:
    """The properties of a definition, its short forms left out."""
    definition = json_schema()["definitions"][name]
    whole = definition.get("anyOf", [definition])[-1]
    assert whole["additionalProperties"] is False
    return whole["properties"]


def test_the_committed_schema_is_that_of_the_models():
    assert (ROOT / FILE).read_text(encoding="utf-8") == text(), (
        f"write it again: stepdown schema > {FILE.as_posix()}"
    )


@pytest.mark.parametrize("model", entries()[1:], ids=lambda model: model.__name__)
def test_every_field_of_the_models_is_in_the_schema(model: type[BaseModel]):
    assert set(object_schemas(model.__name__)) == set(model.model_fields)


def test_a_file_that_extends_another_need_say_nothing_else():
    schema = json_schema()
    assert schema["if"] == {"required": ["extends"]}
    assert "required" not in schema
    assert {"title", "calendar", "care_settings"} <= set(schema["else"]["required"])
    assert schema["else"]["properties"]["calendar"] == {"required": ["start"]}


def test_references_lead_somewhere_and_stand_alone():
    schema = json_schema()

    def references(part: object) -> list[dict]:
        if isinstance(part, dict):
            inner = [found for each in part.values() for found in references(each)]
            return [part, *inner] if isinstance(part.get("$ref"), str) else inner
        return [x for each in part for x in references(each)] if isinstance(part, list) else []

    found = references(schema)
    assert found
    for reference in found:
        assert list(reference) == ["$ref"]
        assert reference["$ref"].removeprefix("#/definitions/") in schema["definitions"]


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator.check_schema(json_schema())
    return jsonschema.Draft7Validator(json_schema())


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good_scenarios_are_valid(validator, path):
    assert [error.message for error in validator.iter_errors(plain(path))] == []


def test_extending_and_short_forms_are_valid(validator):
    changes = [{"path": "a.b", "set": [1]}, {"path": "c", "remove": True}]
    assert validator.is_valid({"extends": "small.yaml", "calendar": {"run_for": "9 days"}})
    assert validator.is_valid({"extends": "small.yaml", "changes": changes})


@pytest.mark.parametrize("name", SHOWN)
def test_faults_that_an_editor_can_show_are_invalid(validator, name):
    assert not validator.is_valid(plain(HERE / "bad" / f"{name}.yaml"))
