"""One build of the compiled modules: from a copy of the sources to `.fazhi/compiled/<digest>/`."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fazhi import compiled
from fazhi_compile.acyclic import acyclic_classes
from fazhi_compile.prepare import prepared

_INCLUDE = Path(compiled.__file__).resolve().parents[1]
_PACKAGES = ("fazhi/parse", "fazhi/extract", "fazhi/extract/tables")
# What people ask who work on the extractor, and no load; errors, which are rare. A package itself stays Python: it is
# what looks for the build.
_LEFT_OUT = frozenset({"__init__", "errors", "evaluation", "leave_out", "wording_check"})


class BuildError(Exception):
    """The modules cannot be compiled; the message says why."""


def modules() -> list[str]:
    """The files that are compiled, below `include`. A package itself stays Python: it is what looks for the build."""
    found = [file for package in _PACKAGES for file in sorted((_INCLUDE / package).glob("*.py"))]
    return [file.relative_to(_INCLUDE).as_posix() for file in found if file.stem not in _LEFT_OUT]


def build() -> Path:
    """Compile what has not been compiled from these sources, and delete other builds; gives the folder of the build.

    Raises:
        BuildError: there is no C compiler, mypyc refuses a module, or the sources changed meanwhile.
    """
    digest = compiled.digest()
    folder = compiled.BUILDS / digest
    if not (folder / compiled.COMPLETE).is_file():
        check_imports()
        compiled.BUILDS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=compiled.BUILDS, prefix="new-") as scratch:
            _compile(Path(scratch), digest)
            if compiled.digest() != digest:
                raise BuildError("the sources changed while they were compiled; run it again")
            shutil.rmtree(folder, ignore_errors=True)
            (Path(scratch) / "out").rename(folder)
            (folder / compiled.COMPLETE).write_text(sys.version, encoding="utf-8")
    for other in compiled.BUILDS.iterdir():
        if other.name != digest:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def _compile(scratch: Path, digest: str) -> None:
    """The extension modules, in `scratch/out`."""
    copy, out = scratch / "include", scratch / "out"
    shutil.copytree(_INCLUDE / "fazhi", copy / "fazhi", ignore=shutil.ignore_patterns("__pycache__"))
    sources = {name: (copy / name).read_text(encoding="utf-8") for name in modules()}
    acyclic = acyclic_classes(sources.values())
    for name, source in sources.items():
        (copy / name).write_text(prepared(source, name, acyclic), encoding="utf-8")
    # A process of its own: setuptools and mypy take their settings from the directory and the environment.
    program = [sys.executable, "-m", "fazhi_compile.mypyc_setup", str(out), compiled.group(digest), *modules()]
    environment = {**os.environ, "PYTHONPATH": str(_INCLUDE), "MYPYPATH": str(copy)}
    done = subprocess.run(program, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        told = [line for line in (done.stdout + done.stderr).splitlines() if "rror" in line or "not found" in line]
        raise BuildError("mypyc or the C compiler failed:\n" + "\n".join(told[-20:] or [done.stderr[-2000:]]))


def check_imports() -> None:
    """That the digest covers whatever of this project a compiled module imports, through others too.

    Raises:
        BuildError: it does not; `fazhi.compiled.sources` needs to name it.
    """
    known = set(compiled.sources())
    waiting, seen = [_INCLUDE / name for name in modules()], set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        if file not in known:
            raise BuildError(f"{file.relative_to(_INCLUDE)} is imported by what is compiled, and not in the digest")
        waiting += _imported(file)


def _imported(file: Path) -> list[Path]:
    found: list[Path] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        for name in names:
            path = _INCLUDE.joinpath(*name.split("."))
            found += [each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()]
    return found
