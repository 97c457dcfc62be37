"""Parser and extractor in C where they were compiled from exactly these sources, else in Python: the same, slower.

`make compile` (`fazhi_compile`) has mypyc turn the modules of `fazhi.parse` and `fazhi.extract` into extension modules
below `.fazhi/compiled/<digest>/`, never beside the sources. The digest is one of everything that the result depends on:
the sources as they are read, the compiler's own, this very Python. Whoever imports one of the two takes the digest anew
and looks only there, so that what was compiled from other sources, in another checkout or for another Python is not
found, and the sources themselves are run. `FAZHI_COMPILED=0` runs them in any case.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import sys
import sysconfig
from pathlib import Path

log = logging.getLogger(__name__)

_INCLUDE = Path(__file__).resolve().parents[1]
_ALONE = ("__init__", "catalogue", "clock", "compiled", "errors", "invalid", "statement_kinds")
BUILDS = _INCLUDE.parent / ".fazhi" / "compiled"
COMPLETE = "complete"
"""The file that is written into a build last."""


def sources() -> list[Path]:
    """All that compiled modules are made from: those of `fazhi.extract`, what they import, and what compiles them.

    That these hold every import of a compiled module is checked when it is compiled.
    """
    packages = (_INCLUDE / "fazhi" / name for name in ("extract", "parse"))
    found = [file for package in packages for file in package.rglob("*.py")]
    alone = [_INCLUDE / "fazhi" / f"{name}.py" for name in _ALONE]
    return sorted([*found, *alone, *(_INCLUDE / "fazhi_compile").glob("*.py")])


def digest() -> str:
    """What names the build of the sources as they stand, for this Python."""
    taken = hashlib.sha256(f"{sys.version}\n{extension_suffix()}\n".encode())
    for file in sources():
        content = file.read_bytes()
        taken.update(f"{file.relative_to(_INCLUDE).as_posix()} {len(content)}\n".encode())
        taken.update(content)
    return taken.hexdigest()[:24]


def extension_suffix() -> str:
    """How the files of extension modules end that this Python loads."""
    return str(sysconfig.get_config_var("EXT_SUFFIX"))


def group(build: str) -> str:
    """The name of the extension module that holds the code of all modules of a build."""
    return f"fazhi_{build}"


def build_in_use() -> Path | None:
    """The build that fits the sources as they stand; None where they are to be run themselves."""
    if os.environ.get("FAZHI_COMPILED") == "0" or not BUILDS.is_dir():
        return None
    build = BUILDS / digest()
    return build if (build / COMPLETE).is_file() else None


def use_compiled(package: str, path: list[str]) -> bool:
    """Let the modules of `package`, whose `__path__` is given, be taken from the build that fits; whether there is one.

    Called by the package itself, before it imports any of them; packages inside it follow its `__path__`.
    """
    build = build_in_use()
    if build is None:
        return False
    name = f"{group(build.name)}__mypyc"
    if name not in sys.modules:
        try:
            _load(name, build / f"{name}{extension_suffix()}")
        except ImportError as error:
            log.warning("what was compiled cannot be loaded, the sources run instead: %s", error)
            return False
    path.insert(0, str(build.joinpath(*package.split("."))))
    return True


def _load(name: str, file: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None, file
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
