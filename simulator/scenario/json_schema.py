"""The scenario format as a JSON Schema, for editors: made from the models, with short forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.scenario.change import WAYS, Change
from simulator.scenario.extends import ENTRIES, GROUPS
from simulator.scenario.law_unit import AMOUNTS
from simulator.scenario.levers import LEVERS
from simulator.scenario.quantities import Duration
from simulator.scenario.schema import Scenario

# Editors know this version best; its keywords are the only ones used.
DRAFT = "http://json-schema.org/draft-07/schema#"
FILE = Path("schema") / "stepdown.schema.json"

Schema = dict[str, Any]

_DURATION: Schema = {
    "type": "string",
    "pattern": Duration.pattern,
    "description": Duration.meaning,
    "examples": [Duration.example, "2 working days"],
}
_AMOUNT: Schema = {"anyOf": [_DURATION, {"type": "number"}]}


def json_schema() -> Schema:
    """The JSON Schema of a scenario file, one that extends another included."""
    made = Scenario.model_json_schema(ref_template="#/definitions/{model}")
    more = Change.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {**made.pop("$defs"), **more.pop("$defs", {}), "Change": more, **_levers()}
    for name in ("Law", "Component"):
        _allow_bare_numbers(definitions[name])
    mean = definitions["Phase"]["properties"]["mean"]
    definitions["Phase"]["properties"]["mean"] = {**_about(mean), **_AMOUNT}
    _allow_short_forms(definitions)
    schema = {"$schema": DRAFT, **made, "definitions": definitions}
    _allow_extension(schema)
    return {str(name): _draft_07(each) for name, each in schema.items()}


def _levers() -> Schema:
    """What each lever is told, by the name of its model; the lever itself by its own name."""
    found: Schema = {}
    for name, kind in LEVERS.items():
        told = kind.told.model_json_schema(ref_template="#/definitions/{model}")
        found |= told.pop("$defs", {})
        told["properties"]["lever"] = {**told["properties"]["lever"], "const": name}
        found[kind.told.__name__] = told
    return found


def text() -> str:
    """The JSON Schema as the committed file has it."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schema(root: Path) -> Path:
    """Write the schema to its file below the folder of the project, and return that file."""
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(), encoding="utf-8", newline="\n")
    return path


def _or(*alternatives: Schema) -> Schema:
    return {"anyOf": list(alternatives)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _allow_bare_numbers(law: Schema) -> None:
    """Within a law the unit needs saying once."""
    properties = law["properties"]
    for name in AMOUNTS:
        properties[name] = {**_about(properties[name]), **_AMOUNT}
    properties["quantiles"] = {
        **_about(properties["quantiles"]),
        "type": "object",
        "additionalProperties": _AMOUNT,
    }
    properties["values"] = {
        **_about(properties["values"]),
        "type": "array",
        "items": _AMOUNT,
        "minItems": 1,
    }


def _about(schema: Schema) -> Schema:
    return {name: schema[name] for name in ("title", "description") if name in schema}


def _allow_short_forms(definitions: dict[str, Schema]) -> None:
    """A law may be a duration, a step's stay or handoff and a taker a word, a pathway a list."""
    words = {"Stay": "care_setting", "HandoffStep": "name", "Takes": "group"}
    for name, field in words.items():
        about = definitions[name]["properties"][field].get("description", field)
        definitions[name] = _or({"type": "string", "description": about}, definitions[name])
    definitions["Law"] = _or(_DURATION, definitions["Law"])
    steps = definitions["Pathway"]["properties"]["steps"]
    definitions["Pathway"] = _or({**steps}, definitions["Pathway"])
    definitions["Step"]["oneOf"] = [
        {"required": [kind]} for kind in ("stay", "handoff", "branch", "leave")
    ]
    definitions["Change"]["oneOf"] = [{"required": [way]} for way in WAYS]
    for way in ("set", "add", "append"):
        definitions["Change"]["properties"][way].pop("default", None)


def _allow_extension(schema: Schema) -> None:
    """A file that extends another need say nothing else, and may change what it extends."""
    properties, definitions = schema["properties"], schema["definitions"]
    required = schema.pop("required")
    whole: Schema = {"required": required, "properties": {"changes": False}}
    for name in sorted(GROUPS):
        model = properties[name].get("$ref", "").rpartition("/")[2]
        if needed := definitions[model].pop("required", None):
            whole["properties"][name] = {"required": needed}
    properties["extends"] = {
        "type": "string",
        "pattern": r"\.ya?ml$",
        "description": "the scenario that this one changes: a file, named from this one",
    }
    properties["changes"] = {
        "type": "array",
        "items": _or(_ref("Change"), *(_ref(kind.told.__name__) for kind in LEVERS.values())),
        "description": "what is different from the scenario that this one extends, in order",
    }
    for name in ENTRIES:
        properties[name].pop("minProperties", None)
    schema.update({"if": {"required": ["extends"]}, "then": {}, "else": whole})


def _draft_07(schema: Any) -> Any:
    """The same without what this version does not know: a reference has nothing beside it."""
    if isinstance(schema, list):
        return [_draft_07(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # A title that is text was made from the field's name; one that is not is a field.
    kept = {
        name: each for name, each in schema.items() if name != "title" or isinstance(each, dict)
    }
    schema = {name: _draft_07(each) for name, each in kept.items()}
    if "$ref" in schema and len(schema) > 1:
        schema["allOf"] = [{"$ref": schema.pop("$ref")}]
    return schema
