"""The rules of the house: which module may import which, and what no file may name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("simulator", "calibration")

# Lowest first: a module imports from its own layer and those before it.
LAYERS = (
    "simulator.errors",
    "simulator.scenario",
    "simulator.exchange",
    "simulator.network",
    "simulator.sampling",
    "simulator.engine",
    "simulator.results",
    "simulator.experiment",
    "simulator.report",
    "simulator.app",
    "simulator.cli",
    "simulator",
    "calibration",
)
ENGINE = "simulator.engine"
RECORD = "simulator.engine.journeys"
CHECKER = "simulator.engine.checker"  # and the files that begin with its name

# A name of a unit or locality may be made of these and still be no proper noun.
CARE_WORDS = """
acute admission admissions adult agency and area assessment bed bedded beds brain cancer cardiac
care case central children city clinic coast community county crisis critical cubicles day
dependency discharge district down early east elderly elective emergency end escalation family first
for frailty general geriatric hall health heart high home homes hospice hospital hospitals house hub
independent injuries injury inner intensive intermediate life living local locality long main
maternity medical medicine mental minor network neuro neurology new night north northern nurse
nurses nursing occupational older one orthopaedic out outer paediatric palliative people place
planned rapid reablement rehabilitation renal residential respiratory response rural service setting
short social south southern specialist step stroke support surgery surgical team term the theatre
therapies therapy three town transfer trauma treatment two unit units urban urgent virtual visit
visits ward wards weekend west western women
"""
ORDINARY_WORDS = frozenset(CARE_WORDS.split())

# What a scenario names for itself. A single word may be any word; several joined are a name.
ENTRIES = ("patient_groups", "care_settings", "handoffs", "pathways", "standards")

HOST = re.compile(
    r"(pypi|pythonhosted|anaconda|npmjs)\.(org|com)|--(extra-)?(index-url|find-links)\b"
)
MACHINE_PATH = re.compile(
    r"(?<![\w./:~$}>)-])/(home|Users|Volumes|root|tmp|var|work|opt|mnt|srv)/\w"
    r"|\b[A-Z]:\\+(Users|Windows|Program|Temp)|file:/{3}"
)


@dataclass(frozen=True)
class Import:
    """One module of the house importing another; `is_late`: inside a function."""

    importer: str
    target: str
    where: str
    is_late: bool


def module_files(root: Path) -> dict[str, Path]:
    """The file of each module, by dotted name."""
    files = {}
    for path in (path for package in PACKAGES for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return files


def imports(root: Path) -> list[Import]:
    """All imports between modules of the house, those only for type checking left out."""
    files = module_files(root)
    found = []
    for importer, path in files.items():
        package = importer if path.name == "__init__.py" else importer.rpartition(".")[0]
        for node, is_late in import_nodes(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(root).as_posix()}:{node.lineno}"
            for name in imported_names(node, package):
                if name.partition(".")[0] in PACKAGES:
                    target = nearest_module(name, files)
                    found.append(Import(importer, target, where, is_late))
    return found


def import_nodes(
    node: ast.AST, is_late: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The import statements below a node, and whether each is inside a function."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node, is_late
        return
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.If) and ast.unparse(node.test).split(".")[-1] == "TYPE_CHECKING":
        children = list(node.orelse)
    is_late = is_late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in children:
        yield from import_nodes(child, is_late)


def imported_names(node: ast.Import | ast.ImportFrom, package: str) -> list[str]:
    """The full dotted names that a statement in a package imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1] if node.level else []
    start = ".".join([*above, *([node.module] if node.module else [])])
    return [f"{start}.{alias.name}" for alias in node.names]


def nearest_module(name: str, files: dict[str, Path]) -> str:
    """The module that a dotted name is, or is defined in."""
    nearest = name
    while nearest and nearest not in files:
        nearest = nearest.rpartition(".")[0]
    return nearest or name


def is_within(module: str, package: str) -> bool:
    """Whether a module is a package or part of it."""
    return module == package or module.startswith(package + ".")


def layer(module: str) -> str | None:
    """The layer of a module: of `simulator` itself only the package and its main."""
    if module in {"simulator", "simulator.__main__"}:
        return "simulator"
    return next((x for x in LAYERS if x != "simulator" and is_within(module, x)), None)


def layer_faults(root: Path) -> list[str]:
    """Modules without a layer and imports that do not go down."""
    faults = [f"{x}: has no layer" for x in module_files(root) if layer(x) is None]
    for one in imports(root):
        above, below = layer(one.importer), layer(one.target)
        if above is None or below is None:
            continue
        is_up = LAYERS.index(below) > LAYERS.index(above)
        # Results read the record of a run, never an engine.
        is_engine = above == "simulator.results" and below == ENGINE and one.target != RECORD
        # A command of calibration imports it when it is called.
        is_command = above == "simulator.cli" and below == "calibration" and one.is_late
        if (is_up and not is_command) or is_engine:
            faults.append(f"{one.where}: {one.importer} may not import {one.target}")
    return faults


def checker_faults(root: Path) -> list[str]:
    """Imports that would let the journey checker share the engines' mistakes."""
    files = module_files(root)
    faults = []
    for one in imports(root):
        if not one.importer.startswith(CHECKER):
            continue
        is_own = one.target == RECORD or one.target.startswith(CHECKER)
        is_engine = is_within(one.target, ENGINE) and not is_own
        is_network = is_within(one.target, "simulator.network")
        if is_engine or (is_network and not holds_only_records(one.target, files)):
            faults.append(f"{one.where}: the checker may not import {one.target}")
    return faults


def holds_only_records(module: str, files: dict[str, Path]) -> bool:
    """Whether a module is a file of classes and constants, with no function of its own."""
    path = files[module]
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    body = ast.parse(path.read_text(encoding="utf-8")).body
    is_calendars = module == "simulator.network.calendars"
    is_package = path.name == "__init__.py"
    return not (is_calendars or is_package or any(isinstance(x, functions) for x in body))


def cycle(root: Path) -> list[str]:
    """The modules of one import cycle, first and last the same; empty if there is none."""
    graph: dict[str, set[str]] = {}
    for one in imports(root):
        if not one.is_late:
            graph.setdefault(one.importer, set()).add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def place_words(root: Path) -> dict[str, str]:
    """The proper nouns among the names of units and localities, and the file of each."""
    words: dict[str, str] = {}
    for path in sorted((root / "scenarios").rglob("*.y*ml")):
        where = path.relative_to(root).as_posix()
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for name in place_names(document):
            for word in re.findall(r"[^\W\d_]{3,}", name.lower()):
                if word not in ORDINARY_WORDS:
                    words.setdefault(word, where)
    return words


def place_names(node: object) -> Iterator[str]:
    """The names of units and localities anywhere in a scenario."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"units", "locality", "localities"}:
                yield from names_of(value)
            yield from place_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from place_names(value)


def names_of(node: object) -> Iterator[str]:
    """The names in a name, in a list of named things, or in a mapping from name to thing."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from names_of({one.get("name"): one} if isinstance(one, dict) else one)
    elif isinstance(node, dict):
        for name, one in node.items():
            title = one.get("title") if isinstance(one, dict) else None
            yield from (text for text in (name, title) if isinstance(text, str))


def place_faults(root: Path) -> list[str]:
    """Python files outside the tests that name a place of a scenario."""
    words = place_words(root)
    if not words:
        return []
    # An underscore ends a word, so that ashby_beds names Ashby.
    pattern = re.compile(rf"(?<![^\W\d_])({'|'.join(words)})(?![^\W\d_])", re.IGNORECASE)
    faults = []
    for path in python_files(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in pattern.finditer(line):
                word, where = match[0], path.relative_to(root).as_posix()
                faults.append(
                    f"{where}:{number}: '{word}' is part of a name in {words[word.lower()]}; "
                    "name it in the scenario only, or list it in CARE_WORDS if it is no name"
                )
    return faults


def entry_names(root: Path) -> dict[str, str]:
    """The names of several words that scenarios give their entries, and the file of each."""
    names: dict[str, str] = {}
    for path in sorted((root / "scenarios").rglob("*.y*ml")):
        document = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for part in ENTRIES:
            for name in document.get(part) or {}:
                if "_" in name:
                    names.setdefault(name, path.relative_to(root).as_posix())
    return names


def entry_faults(root: Path) -> list[str]:
    """Python files outside the tests that name an entry of a scenario, like a care setting."""
    names = entry_names(root)
    if not names:
        return []
    pattern = re.compile(rf"\b({'|'.join(names)})\b")
    return [
        f"{path.relative_to(root).as_posix()}:{number}: '{match[0]}' is named in {names[match[0]]}"
        for path in python_files(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]


def python_files(root: Path) -> list[Path]:
    """Python files of the checkout outside the tests, what tools made left out."""
    left_out = {"tests", "build", "dist", "outputs"}
    files = []
    for path in sorted(root.rglob("*.py")):
        folders = path.relative_to(root).parts[:-1]
        if not any(x in left_out or x.startswith(".") for x in folders):
            files.append(path)
    return files


def machine_faults(root: Path) -> list[str]:
    """Tracked text files that name a package registry or a path of one machine."""
    faults = []
    for name in tracked_files(root):
        content = (root / name).read_bytes() if (root / name).is_file() else b""
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            for pattern, what in ((HOST, "registry"), (MACHINE_PATH, "machine path")):
                if match := pattern.search(line):
                    faults.append(f"{name}:{number}: {what} '{match[0]}'")
    return faults


def tracked_files(root: Path) -> list[str]:
    """The files that git has under version control."""
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(listing, cwd=root, capture_output=True, check=True)
    return [name for name in done.stdout.decode("utf-8").split("\0") if name]


def lock_faults(root: Path) -> list[str]:
    """Packages that the project asks for and a lock does not have, or has without a hash."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    run = [*project["dependencies"], *extras["app"], *extras["build"]]
    faults = []
    for name, asked in {
        "requirements.lock": run,
        "requirements-dev.lock": [*run, *extras["cluster"], *extras["docs"], *extras["dev"]],
    }.items():
        text = (root / name).read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [x for x in text.splitlines() if x and not x[0].isspace() and x[0] != "#"]
        bare = [x for x in lines if "==" not in x or "--hash=" not in x]
        faults += [f"{name}: not pinned: {x}" for x in bare]
        pinned = {package_name(x) for x in lines}
        faults += [f"{name}: lacks {x}" for x in asked if package_name(x) not in pinned]
    return faults


def package_name(requirement: str) -> str:
    """The normal form of the name that a requirement begins with."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write a small tree of files."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def plant_house(root: Path, files: dict[str, str]) -> Path:
    """Write a small tree in which every module of a house that is named as a target exists."""
    names = "errors results/stays experiment/batch report/page cli/run scenario/load"
    names += " network/network network/calendars sampling/patients"
    names += " engine/journeys engine/reference engine/compiled engine/checker"
    empty = {f"simulator/{name}.py": "" for name in names.split()}
    packages = {f"{Path(name).parent.as_posix()}/__init__.py": "" for name in empty}
    fitting = {"calibration/__init__.py": "", "calibration/fit.py": ""}
    return plant(root, {**empty, **packages, **fitting, **files})


def test_imports_go_down_only():
    assert layer_faults(ROOT) == []


@pytest.mark.parametrize(
    ("importer", "statement", "target"),
    [
        ("errors", "import simulator.scenario.load", "simulator.scenario.load"),
        ("errors", "import simulator", "simulator"),
        ("scenario/load", "from simulator import network", "simulator.network"),
        ("network/network", "from ..sampling import patients", "simulator.sampling.patients"),
        ("network/network", "from simulator.sampling.patients import x", "simulator.sampling"),
        ("sampling/patients", "from simulator.engine.journeys import x", "simulator.engine"),
        ("engine/reference", "import simulator.results", "simulator.results"),
        ("engine/reference", "def f():\n    import simulator.cli.run", "simulator.cli.run"),
        ("results/stays", "from simulator.engine.compiled import x", "simulator.engine.compiled"),
        ("results/stays", "import simulator.experiment.batch", "simulator.experiment.batch"),
        ("experiment/batch", "from simulator.report.page import x", "simulator.report.page"),
        ("cli/run", "from simulator import load_scenario", "simulator"),
        ("cli/run", "from calibration import fit", "calibration.fit"),
        ("__init__", "import calibration", "calibration"),
    ],
)
def test_an_import_that_goes_up_is_found(tmp_path, importer, statement, target):
    plant_house(tmp_path, {f"simulator/{importer}.py": statement})
    (fault,) = layer_faults(tmp_path)
    assert fault.startswith(f"simulator/{importer}.py:")
    assert f"may not import {target}" in fault


def test_imports_that_go_down_are_let_through(tmp_path):
    files = {
        "simulator/__init__.py": "from simulator.cli import run\nfrom simulator import errors",
        "simulator/sampling/patients.py": "from simulator.network.network import x",
        "simulator/engine/reference.py": "from simulator.sampling import patients\nimport simpy",
        "simulator/results/stays.py": "from simulator.engine.journeys import x",
        "simulator/experiment/batch.py": "import simulator.results.stays",
        "simulator/network/network.py": "import typing\n"
        "if typing.TYPE_CHECKING:\n    import simulator.sampling.patients",
        "calibration/fit.py": "import simulator\nimport simulator.cli.run",
        "simulator/cli/targets.py": "def f():\n    from calibration import fit",
    }
    assert layer_faults(plant_house(tmp_path, files)) == []


def test_a_module_without_a_layer_is_found(tmp_path):
    plant_house(tmp_path, {"simulator/extra/thing.py": ""})
    assert layer_faults(tmp_path) == ["simulator.extra.thing: has no layer"]


def test_the_checker_reads_records_only():
    assert checker_faults(ROOT) == []


@pytest.mark.parametrize("checker", ["checker", "checker_clock"])
@pytest.mark.parametrize(
    "statement",
    [
        "from simulator.engine.reference import run",
        "from simulator.engine import compiled",
        "from simulator.engine import run",
        "from simulator.network.calendars import Calendar",
        "from simulator.network.build import build",
        "from simulator.network import Network",
        "def f():\n    from . import reference",
    ],
)
def test_a_checker_that_leans_on_an_engine_is_found(tmp_path, statement, checker):
    files = {
        f"simulator/engine/{checker}.py": statement,
        "simulator/network/build.py": "def build(): pass",
    }
    (fault,) = checker_faults(plant_house(tmp_path, files))
    assert "the checker may not import" in fault


def test_a_checker_of_records_is_let_through(tmp_path):
    statements = [
        "from simulator.engine.checker_clock import Clock",
        "from simulator.engine.journeys import Journeys",
        "from simulator.network.network import Network",
        "from simulator.sampling.patients import Patients",
    ]
    files = {
        "simulator/engine/checker.py": "\n".join(statements),
        "simulator/engine/checker_clock.py": "",
        "simulator/network/network.py": "class Network:\n    def units(self): pass",
    }
    assert checker_faults(plant_house(tmp_path, files)) == []


def test_no_import_goes_round():
    assert cycle(ROOT) == []


def test_an_import_cycle_is_found(tmp_path):
    files = {
        "simulator/a.py": "from simulator.b import x",
        "simulator/b.py": "try:\n    from . import c\nexcept ImportError:\n    pass",
        "simulator/c.py": "class C:\n    import simulator.a",
    }
    found = cycle(plant(tmp_path, files))
    assert found[0] == found[-1]
    assert set(found) == {"simulator.a", "simulator.b", "simulator.c"}


@pytest.mark.parametrize(
    "statement",
    [
        "def f():\n    from simulator import a",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from simulator import a",
    ],
)
def test_late_and_type_only_imports_make_no_cycle(tmp_path, statement):
    files = {"simulator/a.py": "import simulator.b", "simulator/b.py": statement}
    assert cycle(plant(tmp_path, files)) == []


def test_no_python_names_a_place():
    assert place_words(ROOT), "the scenarios name no place: is their form read rightly?"
    assert place_faults(ROOT) == []


@pytest.mark.parametrize(
    "line",
    ['if unit.name == "Ashby":', "ashby_beds = 10", "# Ashby-only", "x = ASHBY", "f('meadow')"],
)
def test_a_place_in_python_is_found(tmp_path, line):
    scenario = """
        localities: {meadow: {share: 1}}
        care_settings:
          community_hospital:
            units: [{name: Ashby community hospital, beds: 10}]
    """
    plant(tmp_path, {"scenarios/one.yaml": scenario, "simulator/a.py": f"\n{line}\n"})
    (fault,) = place_faults(tmp_path)
    assert fault.startswith("simulator/a.py:2: ")
    assert "scenarios/one.yaml" in fault


@pytest.mark.parametrize(
    ("scenario", "word"),
    [
        ("units: {Ashby: {beds: 10}}", "ashby"),
        ("- a: {units: [{name: North ward, locality: Coalville}]}", "coalville"),
        ("localities: {n: {title: Melton and south}}", "melton"),
        ("localities: [Oakham]", "oakham"),
    ],
)
def test_places_are_found_wherever_a_scenario_names_them(tmp_path, scenario, word):
    plant(tmp_path, {"scenarios/one.yaml": scenario})
    assert set(place_words(tmp_path)) == {word}


def test_places_are_free_in_tests_and_as_parts_of_words(tmp_path):
    files = {
        "scenarios/one.yaml": "units: [{name: Rye}, {name: General and acute}]",
        "simulator/a.py": "acute = general = 'bryers'",
        "tests/test_a.py": "rye = 1",
        ".venv/lib/b.py": "rye = 1",
    }
    assert place_faults(plant(tmp_path, files)) == []


def test_no_python_names_what_a_scenario_names():
    names = entry_names(ROOT)
    assert {"stroke_unit", "community_hospital"} <= set(names)
    assert entry_faults(ROOT) == []


def test_an_entry_of_a_scenario_in_python_is_found(tmp_path):
    scenario = "care_settings: {stroke_unit: {kind: beds}, ward: {kind: beds}}"
    line = "if ward.name == 'stroke_unit' or stroke_units or ward:"
    files = {"scenarios/examples/one.yaml": scenario, "simulator/a.py": line}
    (fault,) = entry_faults(plant(tmp_path, files))
    assert fault.startswith("simulator/a.py:1: 'stroke_unit'")
    assert "scenarios/examples/one.yaml" in fault


def test_no_tracked_file_names_a_registry_or_a_machine():
    assert machine_faults(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "https://" + ".".join(["files", "pythonhosted", "org"]),
        "--extra-" + "index-url https://example.org",
        "see " + ".".join(["pypi", "org"]),
        'x = "/' + 'home/ann/data.csv"',
        "-o /" + "tmp/x.csv",
        "open(r'C:" + "\\Users\\ann')",
        "file:/" + "//data",
    ],
)
def test_a_registry_or_a_machine_path_is_found(tmp_path, line):
    plant(tmp_path, {"a.txt": f"first\n{line}\n", "b.txt": line})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "a.txt"], cwd=tmp_path, check=True)
    (fault,) = machine_faults(tmp_path)
    assert fault.startswith("a.txt:2: ")


def test_web_addresses_and_fractions_are_no_machine_paths(tmp_path):
    line = "https://example.org/home/page, at home/work/school, --no-emit-index-url, outputs/tmp/x"
    plant(tmp_path, {"a.txt": line})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "a.txt"], cwd=tmp_path, check=True)
    assert machine_faults(tmp_path) == []


def test_the_lock_pins_what_the_project_asks_for():
    assert lock_faults(ROOT) == []


def test_a_lock_that_lacks_a_package_or_a_hash_is_found(tmp_path):
    extras = ["app = []", 'build = ["f"]', 'cluster = ["c[x]"]', "docs = []", "dev = []"]
    head = '[project]\ndependencies = ["Aa.b>=1"]\n[project.optional-dependencies]\n'
    pinned = "aa-b==1\nd>=2 --hash=x\n"
    files = {
        "pyproject.toml": head + "\n".join(extras),
        "requirements.lock": pinned,
        "requirements-dev.lock": "aa.b==1 --hash=x\nf==1 --hash=x\n",
    }
    plant(tmp_path, files)
    assert lock_faults(tmp_path) == [
        "requirements.lock: not pinned: aa-b==1",
        "requirements.lock: not pinned: d>=2 --hash=x",
        "requirements.lock: lacks f",
        "requirements-dev.lock: lacks c[x]",
    ]


def test_dev_needs_nothing_but_python_and_speaks_to_an_older_one():
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    names = {name for node, _ in import_nodes(tree) for name in imported_names(node, "dev")}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_citation_has_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = YAML(typ="safe", pure=True).load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(citation["version"]) == project["version"]
