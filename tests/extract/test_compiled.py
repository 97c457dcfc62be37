"""The compiled extractor: it gives what the sources give, and is used only where it was made from those."""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import sys
from dataclasses import MISSING, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fazhi import compiled
from fazhi.settings import PROJECT
from fazhi_compile import build
from fazhi_compile.acyclic import acyclic_classes
from fazhi_compile.prepare import UnpreparedError, prepared
from tests.counts import FULL


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources with a build of them."""
    include = tmp_path / "include"
    for package in ("fazhi", "fazhi_compile"):
        shutil.copytree(PROJECT / "include" / package, include / package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compiled, "_INCLUDE", include)
    monkeypatch.setattr(compiled, "BUILDS", tmp_path / ".fazhi" / "compiled")
    monkeypatch.delenv("FAZHI_COMPILED", raising=False)
    _built(compiled.BUILDS / compiled.digest())
    return include


def _built(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / compiled.COMPLETE).touch()


def test_build_of_these_sources_is_used(checkout: Path) -> None:
    assert compiled.build_in_use() == compiled.BUILDS / compiled.digest()


@pytest.mark.parametrize(
    "source",
    ("fazhi/extract/cues.py", "fazhi/extract/tables/cells.py", "fazhi/parse/plan.py", "fazhi_compile/prepare.py"),
)
def test_build_is_not_used_once_a_source_differs(checkout: Path, source: str) -> None:
    file = checkout / source
    file.write_bytes(file.read_bytes().replace(b".", b". ", 1))
    assert compiled.build_in_use() is None


def test_build_is_not_used_once_a_module_is_added_or_gone(checkout: Path) -> None:
    added = checkout / "fazhi/extract/added.py"
    added.touch()
    assert compiled.build_in_use() is None
    added.unlink()
    assert compiled.build_in_use() is not None
    (checkout / "fazhi/extract/parts.py").rename(checkout / "fazhi/extract/portions.py")
    assert compiled.build_in_use() is None


def test_build_for_another_python_is_not_used(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "3.12.99 (main)")
    assert compiled.build_in_use() is None


def test_build_that_was_not_finished_is_not_used(checkout: Path) -> None:
    (compiled.BUILDS / compiled.digest() / compiled.COMPLETE).unlink()
    assert compiled.build_in_use() is None


def test_sources_run_where_it_is_said(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_COMPILED", "0")
    assert compiled.build_in_use() is None


def test_sources_run_where_a_build_cannot_be_loaded(checkout: Path, caplog: pytest.LogCaptureFixture) -> None:
    (checkout / "fazhi/extract/added.py").touch()  # else it may be the build that runs here
    digest, suffix = compiled.digest(), compiled.extension_suffix()
    _built(compiled.BUILDS / digest)
    (compiled.BUILDS / digest / f"{compiled.group(digest)}__mypyc{suffix}").write_bytes(b"no module")
    path = ["here"]
    assert not compiled.use_compiled("fazhi.extract", path)
    assert path == ["here"]
    assert "the sources run instead" in caplog.text


def test_digest_covers_whatever_a_compiled_module_imports() -> None:
    build.check_imports()


def test_import_that_the_digest_does_not_cover_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [file for file in compiled.sources() if file.name != "plan.py"]
    monkeypatch.setattr(compiled, "sources", lambda: known)
    with pytest.raises(build.BuildError, match=r"fazhi/parse/plan\.py is imported by what is compiled"):
        build.check_imports()


@pytest.mark.parametrize("name", build.modules())
def test_written_out_init_takes_what_that_of_the_dataclass_takes(name: str) -> None:
    source = (PROJECT / "include" / name).read_text(encoding="utf-8")
    as_it_is, as_prepared = _run(source, name), _run(prepared(source, name), name)
    for own in as_it_is.values():
        if not (inspect.isclass(own) and is_dataclass(own) and own.__module__ == as_it_is["__name__"]):
            continue
        written = as_prepared[own.__name__]
        factories = {field.name for field in fields(own) if field.default_factory is not MISSING}
        for side in (own, written):
            assert [field.name for field in fields(side)] == list(inspect.signature(side).parameters)
        for field, given in inspect.signature(written).parameters.items():
            wanted = inspect.signature(own).parameters[field]
            assert given.kind == wanted.kind
            assert field in factories or given.default == wanted.default


def _run(source: str, name: str) -> dict[str, Any]:
    names = {"__name__": name.removesuffix(".py").replace("/", ".")}
    import_module(names["__name__"])  # where dataclasses looks names of types up
    exec(compile(source, name, "exec", dont_inherit=True), names)
    return names


def test_frozen_dataclass_is_told_apart_as_before() -> None:
    source = "from dataclasses import dataclass\n" + "\n".join(
        f"@dataclass(frozen=True, slots=True{marks})\nclass {name}:\n    at: int\n"
        for name, marks in (("ByFields", ""), ("ByIdentity", ", eq=False"))
    )
    names: dict[str, Any] = {"__name__": __name__}
    exec(prepared(source, "places.py"), names)
    by_fields, by_identity = names["ByFields"], names["ByIdentity"]
    assert by_fields(1) == by_fields(1) and hash(by_fields(1)) == hash(by_fields(1)) != hash(by_fields(2))
    assert by_identity(1) != by_identity(1)
    assert len({by_identity(1), by_identity(1)}) == 2


def test_name_of_a_type_is_no_constant() -> None:
    source = "from __future__ import annotations\nBlock = Paragraph | Table\nREAD = BLOCKS | PARTS\n"
    lines = prepared(source, "blocks.py").splitlines()
    assert "Block = Paragraph | Table" in lines
    assert "READ: Final = BLOCKS | PARTS" in lines


def test_constants_given_at_once_are_final_each() -> None:
    source = "from __future__ import annotations\nPLAN, REPORT = (\n    'plan',\n    'report',\n)\n"
    assert "PLAN: Final = 'plan'; REPORT: Final = 'report'" in prepared(source, "kinds.py").splitlines()


def test_dataclass_with_an_unknown_default_is_refused() -> None:
    source = (
        "from dataclasses import dataclass, field\n@dataclass\nclass Place:\n    at: int = field(default=1, repr=False)"
    )
    with pytest.raises(UnpreparedError, match=r"places\.py: Place\.at has the default field\(default=1, repr=False\)"):
        prepared(source, "places.py")


def test_dataclasses_that_lead_back_to_themselves_or_to_anything_are_left_to_the_collector() -> None:
    source = """
Held = Leaf | Branch
@dataclass
class Leaf: at: int
@dataclass
class Branch: leaves: list[Leaf]; first: Leaf | None
@dataclass
class Page: held: tuple[Held, ...]
@dataclass
class Node: below: list[Node]
@dataclass
class Left: right: Right
@dataclass
class Right: left: Left
@dataclass
class OfNode: node: Node
@dataclass
class Anything: held: object
@dataclass
class OfAnother: held: Written
@dataclass
class OfAModule: held: re.Pattern
class Written: pass
"""
    assert acyclic_classes([source]) == {"Leaf", "Branch", "Page", "OfNode"}


def test_what_is_made_by_the_thousand_stands_in_no_cycle() -> None:
    sources = [(PROJECT / "include" / name).read_text(encoding="utf-8") for name in build.modules()]
    often = {"Bits", "Cell", "Claim", "Clause", "GridCell", "Line", "Match", "Number", "Observation", "Taken"}
    assert often <= acyclic_classes(sources)


def test_acyclic_dataclass_is_marked() -> None:
    source = "from __future__ import annotations\n@dataclass(slots=True)\nclass Leaf:\n    at: int\n"
    lines = prepared(source, "leaves.py", frozenset({"Leaf"})).splitlines()
    assert lines[lines.index("@dataclass(slots=True)") - 1] == "@mypyc_attr(acyclic=True, free_list_len=1)"


@pytest.mark.skipif(not FULL, reason="make test-full: compiles for minutes")
@pytest.mark.timeout(1800)
def test_compiled_and_sources_give_the_same() -> None:
    built = subprocess.run(["make", "compile"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    told = {}
    for chosen in ("1", "0"):
        program = [sys.executable, "-m", "tests.extract.all_figures", "2024"]
        paths = os.pathsep.join([str(PROJECT), str(PROJECT / "include")])
        environment = {**os.environ, "FAZHI_COMPILED": chosen, "PYTHONPATH": paths}
        done = subprocess.run(program, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        is_compiled, _, told[chosen] = done.stdout.partition("\n")
        assert is_compiled == str(chosen == "1")
    assert told["1"].count("Observation(") > 10_000
    assert told["1"] == told["0"]
