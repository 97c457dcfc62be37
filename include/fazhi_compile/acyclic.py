"""Which dataclasses can stand in no cycle of references: what is made of them needs no collector of garbage.

mypyc gives each instance of a native class a header by which the collector finds and follows it. Figures, clauses and
anchors are made by the thousand and hold text, numbers and one another in one direction only, which their annotations
tell; without the header they are made and freed quicker, and set off fewer collections.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable

_LEAVES = frozenset({"int", "i64", "float", "bool", "str", "bytes", "None", "Decimal", "date", "Literal"})
_CONTAINERS = frozenset({"list", "dict", "set", "frozenset", "tuple", "Sequence", "Mapping", "Iterable"})
_UNKNOWN = "?"


def acyclic_classes(sources: Iterable[str]) -> frozenset[str]:
    """The names of the dataclasses in `sources` whose fields lead neither back to them nor to anything unknown.

    Where several bear one name, each of them is held to what all of them hold.
    """
    holds: defaultdict[str, set[str]] = defaultdict(set)
    dataclasses: set[str] = set()
    for node in (node for source in sources for node in ast.parse(source).body):
        if isinstance(node, ast.ClassDef) and not node.bases:
            if any(ast.unparse(mark).startswith("dataclass") for mark in node.decorator_list):
                dataclasses.add(node.name)
                holds[node.name] |= _names(each.annotation for each in node.body if isinstance(each, ast.AnnAssign))
            else:
                holds[node.name].add(_UNKNOWN)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _names_types(node.value):
            holds[node.targets[0].id] |= _names([node.value])
    known = {*holds, *_LEAVES, *_CONTAINERS}
    return frozenset(name for name in dataclasses if _is_acyclic(name, holds, known))


def _names(annotations: Iterable[ast.expr]) -> set[str]:
    nodes = (node for annotation in annotations for node in ast.walk(annotation))
    return {node.id if isinstance(node, ast.Name) else _UNKNOWN for node in nodes if _names_something(node)}


def _names_something(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def _names_types(value: ast.expr) -> bool:
    """Whether the value is that of a type's other name: Paragraph | Table, Literal["figure"]."""
    union = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
    return union or (isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name))


def _is_acyclic(name: str, holds: dict[str, set[str]], known: set[str]) -> bool:
    waiting, reached = [*holds[name]], set[str]()
    while waiting:
        other = waiting.pop()
        if other == name or other not in known:
            return False
        if other not in reached:
            reached.add(other)
            waiting += holds.get(other, ())
    return True
