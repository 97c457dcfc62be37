"""The generated reference is what the code says now, and its schemas hold what the YAML files of the project hold."""

from __future__ import annotations

from collections.abc import Callable

import jsonschema
import pytest
import yaml

from fazhi_docs.__main__ import PAGES, REFERENCE
from fazhi_docs.yaml_files import KINDS, Kind, schema_files, schema_of
from tests.conftest import PROJECT

COUNTY = {
    "code": "331022",
    "name": "三门县",
    "family": "jpage",
    "home": "https://www.sanmen.gov.cn/",
    "owner": "法治督察科",
    "lists": [
        {
            "url": "https://www.sanmen.gov.cn/col/col1229320000/index.html",
            "holds": ["rule_of_law_annual_report"],
            "parameters": {"columnid": 1229320000},
        }
    ],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    page: Callable[[], str] = PAGES[name]
    assert (REFERENCE / name).read_text(encoding="utf-8") == page(), "type: make reference"


def test_the_schemas_are_not_stale() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (REFERENCE / "schemas").iterdir()}
    assert written == schema_files(), "type: make reference"


def test_no_page_tells_of_the_machine_it_was_written_on() -> None:
    for path in REFERENCE.rglob("*.*"):
        assert str(PROJECT) not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_the_project_holds_fits_its_schema(kind: Kind) -> None:
    validator = jsonschema.Draft202012Validator(schema_of(kind))
    validator.check_schema(validator.schema)
    files = [*PROJECT.glob(kind.files), *PROJECT.glob(f"examples/yunchuan/{kind.files.removeprefix('include/')}")]
    assert files
    for path in files:
        validator.validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"famly": "jpage"}, "$"),
        ({"family": "jpages"}, "$.family"),
        ({"code": "33102"}, "$.code"),
        ({"status": "on"}, "$.status"),
        ({"lists": [{"url": "https://www.sanmen.gov.cn/", "holds": ["annual"]}]}, "$.lists[0].holds[0]"),
    ],
)
def test_an_editor_underlines_a_mistake_in_a_county(wrong: dict[str, object], at: str) -> None:
    schema = next(schema_of(kind) for kind in KINDS if kind.name == "source")
    validator = jsonschema.Draft202012Validator(schema)
    assert not list(validator.iter_errors(COUNTY))
    assert [error.json_path for error in validator.iter_errors({**COUNTY, **wrong})] == [at]
