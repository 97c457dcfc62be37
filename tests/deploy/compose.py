"""docker-compose.yaml as Docker reads it: anchors merged, variables filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tests.conftest import PROJECT

FILE = PROJECT / "docker-compose.yaml"
EXAMPLE = PROJECT / ".env.example"
_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?:(?P<how>:?[-?])(?P<word>[^}]*))?\})")


@dataclass(frozen=True, slots=True)
class Variable:
    """A place where a variable stands: `how` is `:?`, `?`, `:-`, `-` or nothing, `word` the message or the default."""

    name: str
    how: str
    word: str


def variables() -> list[Variable]:
    """Every variable of the file, once a place."""
    code = "\n".join(
        line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    )
    found = [match for match in _VARIABLE.finditer(code) if not match["escaped"]]
    return [Variable(match["name"], match["how"] or "", match["word"] or "") for match in found]


def example() -> dict[str, str]:
    """.env.example: what is set there, and what it shows as a default behind a `#`."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.removeprefix("#").partition("=") for line in lines if re.match(r"#?[A-Z0-9_]+=", line)]
    return {name: value for name, _, value in pairs}


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables taken from `environment`.

    Raises:
        KeyError: one that must be set is not; the name is the argument.
    """
    filled: dict[str, Any] = _filled(yaml.safe_load(FILE.read_text(encoding="utf-8")), environment)
    return filled


def dockerfile(service: Mapping[str, Any]) -> str:
    """The Dockerfile of a service whose image is built here, by its path in the project.

    Raises:
        KeyError: its image is another's.
    """
    build = service["build"]
    return "Dockerfile" if isinstance(build, str) else str(build["dockerfile"])


def image_environment(dockerfile: str) -> dict[str, str]:
    """What the ENV lines of the last stage of a Dockerfile set, as they stand: `$PATH` is not filled in."""
    found: dict[str, str] = {}
    for line in (PROJECT / dockerfile).read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        instruction, *pairs = line.split() or [""]
        if instruction == "FROM":
            found = {}
        elif instruction == "ENV":
            found |= dict(pair.split("=", 1) for pair in pairs)
    return found


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    match value:
        case str():
            return _VARIABLE.sub(lambda match: _value(match, environment), value)
        case dict():
            return {key: _filled(inner, environment) for key, inner in value.items()}
        case list():
            return [_filled(inner, environment) for inner in value]
    return value


def _value(match: re.Match[str], environment: Mapping[str, str]) -> str:
    if match["escaped"]:
        return "$"
    name, how = match["name"], match["how"] or ""
    held = environment.get(name)
    if held is None or (how.startswith(":") and not held):
        if how.endswith("-"):
            return str(match["word"])
        raise KeyError(name)
    return held


def secrets() -> dict[str, str]:
    """An environment as scripts/make-env writes it, the same in every run."""
    given = {name: f"{name.lower().replace('_', ''):0<64}" for name, value in example().items() if not value}
    return {
        **given,
        "AIRFLOW_FERNET_KEY": "YqV_IOqfxiL1irKy8NoJ9bopGC05O0Z3hzCTpFgoO9M=",
        "FAZHI_CONTACT": "data@x.example",
    }


def commands(services: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """(service, words) of every command and health check that runs a program of ours."""
    for name, service in services.items():
        words = [*service.get("entrypoint", []), *service.get("command", [])]
        test = service.get("healthcheck", {}).get("test", [])
        checked = test[1].split() if test[:1] == ["CMD-SHELL"] else test[1:]
        yield from ((name, line) for line in (words, checked) if line)
