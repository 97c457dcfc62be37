"""The YAML of a scheme: numbers are exact, and every error knows its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from fazhi.errors import ConfigurationError


class _ExactLoader(yaml.CSafeLoader):
    """Numbers with a point are Decimal: 0.3 is three tenths. libyaml reads ten times as fast as plain Python."""


def _exact(loader: _ExactLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _exact)


@dataclass(frozen=True, slots=True)
class Place:
    """Where things stand in a scheme's file."""

    path: Path
    root: yaml.Node | None

    def of(self, location: Sequence[int | str], problem: str) -> str:
        """`problem` with its line, item and key: `line 12: courts.losses: rule.zero_at: must be a number`.

        `location` is the way through the file; it ends at the last node that the file has. A problem of the whole
        scheme names a branch or item itself, whose line is taken.
        """
        names: list[str] = []
        keys: list[str] = []
        node = self.root
        for step in location:
            inner = _below(node, step)
            node = inner or node
            name = _id(inner) if isinstance(step, int) else None
            if name:
                names, keys = [name], []
            else:
                keys.append(str(step))
        line = _line(node) if location else self.line(problem.partition(":")[0]) or _line(node)
        return "".join(f"{part}: " for part in (f"line {line}", *names, ".".join(keys)) if part) + problem

    def line(self, name: str) -> int | None:
        """The line on which the branch or item `name` begins; None where there is none."""
        return next((_line(node) for node in _mappings(self.root) if _id(node) == name), None)

    def error(self, name: str, problem: str) -> ConfigurationError:
        """The error that says so of the item `name`."""
        return ConfigurationError(f"{self.path}: line {self.line(name)}: {name}: {problem}")


def read_yaml(path: Path) -> tuple[Any, Place]:
    """What a file says, and where.

    Raises:
        ConfigurationError: it cannot be read, or is no YAML.
    """
    try:
        loader = _ExactLoader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        return (None if root is None else loader.construct_document(root)), Place(path, root)
    except (yaml.YAMLError, ArithmeticError) as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _below(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None


def _id(node: yaml.Node | None) -> str | None:
    name = _below(node, "id")
    return name.value if isinstance(name, yaml.ScalarNode) else None


def _line(node: yaml.Node | None) -> int:
    return node.start_mark.line + 1 if node else 1


def _mappings(node: yaml.Node | None) -> list[yaml.MappingNode]:
    if isinstance(node, yaml.SequenceNode):
        return [found for inner in node.value for found in _mappings(inner)]
    if isinstance(node, yaml.MappingNode):
        return [node, *(found for _, inner in node.value for found in _mappings(inner))]
    return []
