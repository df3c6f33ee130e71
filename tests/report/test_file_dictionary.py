"""Every column of every tidy file that is left behind is said, with a plain type."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calibration.fit import fit_to_folder, put
from simulator.experiment.averages import averages
from simulator.experiment.comparison_folder import write_comparison
from simulator.experiment.folder import write_tables
from simulator.report.file_dictionary import files
from simulator.report.file_said import DAY, FLAG, NUMBER, TEXT, WHOLE
from tests.calibration.fit.places import written
from tests.report.compared import of_results
from tests.report.place import batch, loaded

PLAIN = {
    TEXT: (pa.types.is_string, pa.types.is_large_string),
    WHOLE: (pa.types.is_int64,),
    NUMBER: (pa.types.is_float64,),
    FLAG: (pa.types.is_boolean,),
    DAY: (pa.types.is_timestamp, pa.types.is_date),
}
# Left only where it is asked for, or where there is something to leave.
OPTIONAL = {"changes", "unused", "differences", "held_out"}
SAID = {(f.made_by, f.name): f for f in files()}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("tables")
    write_tables(batch(), loaded(), root / "run")
    comparison = of_results(batch(), batch())
    write_comparison(comparison, averages(comparison), [], root / "compare")
    question = put(*written(root), members=10)
    fit = fit_to_folder(question, root / "outputs", jobs=1).folder
    return {
        "stepdown run": root / "run",
        "stepdown compare": root / "compare",
        "stepdown calibrate": fit,
    }


def tables(folder, ending):
    return [file for file in sorted(folder.iterdir()) if file.suffix == ending]


@pytest.mark.parametrize("made_by", ["stepdown run", "stepdown compare", "stepdown calibrate"])
def test_every_column_is_said_and_plain(folders, made_by):
    found = tables(folders[made_by], ".parquet")
    assert found
    for file in found:
        said = SAID[made_by, file.stem]
        assert ".parquet" in said.endings
        schema = pq.read_schema(file)
        for field in schema:
            column = said.column(field.name)
            assert column is not None, f"{file.name}: {field.name} is not in the dictionary"
            assert any(is_it(field.type) for is_it in PLAIN[column.type]), (
                f"{file.name}: {field.name} is {field.type}, said to be {column.type}"
            )
        # An index would come back as a column that nobody knows, in R and in a spreadsheet.
        pandas = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
        assert all(isinstance(each, dict) for each in pandas.get("index_columns", [])), file.name
        assert not [name for name in schema.names if name.startswith("__index")]


@pytest.mark.parametrize("made_by", ["stepdown run", "stepdown compare", "stepdown calibrate"])
def test_every_column_of_text_files_is_said(folders, made_by):
    for file in tables(folders[made_by], ".csv"):
        said = SAID[made_by, file.stem]
        assert ".csv" in said.endings
        for name in pd.read_csv(file, nrows=0).columns:
            assert said.column(name) is not None, f"{file.name}: {name}"


def test_nothing_is_said_of_columns_that_are_not_there(folders):
    for (made_by, name), said in SAID.items():
        if made_by == "stepdown stays":
            continue  # held by tests/cli/test_stays.py, where such a folder is made
        file = next((folders[made_by] / f"{name}{e}" for e in said.endings), None)
        if file is None or not file.exists():
            assert name in OPTIONAL, name
            continue
        columns = pq.read_schema(file).names if file.suffix == ".parquet" else ()
        columns = columns or list(pd.read_csv(file, nrows=0).columns)
        named = {said.column(column) for column in columns}
        assert {each.name for each in said.columns} == {each.name for each in named}, name


def test_a_column_that_is_not_said_is_found():
    said = SAID["stepdown run", "daily"]
    assert said.column("census: acute").unit == "patients"
    assert said.column("beds: acute") is None
    assert SAID["stepdown calibrate", "bank"].column("figure: a [b]").unit == "of the target"
