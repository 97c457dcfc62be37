"""What a module is given before mypyc compiles it; what it does stays the same.

mypyc looks a global name up in the module's dictionary each time it is used, unless it is `Final`, and a dataclass is
made by the `__init__` that `dataclasses` writes at run time, which nobody compiles; one that is frozen sets each field
by a call of `object.__setattr__` besides, so that the copy is not frozen. All this would stand in the way of reading
the sources, so that it is done here: to a copy.
"""

from __future__ import annotations

import ast
import textwrap
from collections import Counter

_FACTORIES = {"list": "[]", "set": "set()", "dict": "{}"}
_NOT_OF_INIT = frozenset({"compare", "repr"})
_TYPE_ALIASES = frozenset({"Callable", "Literal", "dict", "frozenset", "list", "set", "tuple"})


class UnpreparedError(Exception):
    """A module holds what this cannot prepare; the message says what and where."""


def prepared(source: str, name: str, acyclic: frozenset[str] = frozenset()) -> str:
    """The source of the module `name` with its constants final and the `__init__` of its dataclasses written out.

    Those in `acyclic` are marked for mypyc (`fazhi_compile.acyclic`).

    Raises:
        UnpreparedError: a field of a dataclass has a default of a kind that is not known here.
    """
    tree, lines = ast.parse(source), source.splitlines()  # lines are edited: comments tell mypy what to ignore
    assigned = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    for node in reversed(tree.body):
        if isinstance(node, ast.ClassDef) and _is_plain_dataclass(node):
            lines.insert(node.end_lineno or 0, textwrap.indent(f"\n{_init(node, name)}", "    "))
            _thaw(node, lines)
            if node.name in acyclic:
                lines.insert(node.decorator_list[0].lineno - 1, "@mypyc_attr(acyclic=True, free_list_len=1)")
        elif isinstance(node, ast.Assign) and (several := _constants(node, assigned)):
            lines[node.lineno - 1 : node.end_lineno] = [several]
        elif found := _constant(node, assigned):
            before, after = found
            if before not in lines[node.lineno - 1]:
                raise UnpreparedError(f"{name}: line {node.lineno} does not begin with {before}")
            lines[node.lineno - 1] = lines[node.lineno - 1].replace(before, after, 1)
    first = next(node for node in tree.body if isinstance(node, ast.ImportFrom))
    lines.insert(first.lineno, "from typing import TYPE_CHECKING, Final")
    lines.insert(first.lineno + 1, "if TYPE_CHECKING: from mypy_extensions import mypyc_attr")  # read, and never run
    return "\n".join(lines) + "\n"


def _constants(node: ast.Assign, assigned: Counter[str]) -> str:
    """The line for several constants at once (A, B = 1, 2), each final by itself; "" where the statement is none."""
    names, values = node.targets[0], node.value
    if not isinstance(names, ast.Tuple) or not isinstance(values, ast.Tuple) or len(names.elts) != len(values.elts):
        return ""
    if any(not isinstance(name, ast.Name) or assigned[name.id] > 1 for name in names.elts):
        return ""
    pairs = zip(names.elts, values.elts, strict=True)
    return "; ".join(f"{ast.unparse(name)}: Final = {ast.unparse(value)}" for name, value in pairs)


def _constant(node: ast.stmt, assigned: Counter[str]) -> tuple[str, str] | None:
    """How a constant begins, and how it does where it is final; None where the statement gives none."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, declared = node.targets[0], ""
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target, declared = node.target, ast.unparse(node.annotation)
    else:
        return None
    if not isinstance(target, ast.Name) or assigned[target.id] > 1 or target.id.startswith("__"):
        return None
    if node.value is not None and _is_type_alias(node.value):
        return None
    if declared:
        return f"{target.id}: {declared} =", f"{target.id}: Final[{declared}] ="
    return f"{target.id} =", f"{target.id}: Final ="


def _is_type_alias(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        return _names_class(value.left) and _names_class(value.right)
    named = value.value if isinstance(value, ast.Subscript) else None
    return isinstance(named, ast.Name) and named.id in _TYPE_ALIASES


def _names_class(value: ast.expr) -> bool:
    """Whether an operand is the name of a class, as RawTable is and VOID is not."""
    return isinstance(value, ast.Name) and value.id[0].isupper() and not value.id.isupper()


def _is_plain_dataclass(node: ast.ClassDef) -> bool:
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    written = any(isinstance(each, ast.FunctionDef) and each.name == "__init__" for each in node.body)
    return not written and any(mark.startswith("dataclass") for mark in marks)


def _thaw(node: ast.ClassDef, lines: list[str]) -> None:
    """Let the fields of a frozen dataclass be set; it is hashed as before."""
    for mark in node.decorator_list:
        if "frozen=True" in ast.unparse(mark):
            line = lines[mark.lineno - 1]
            by_fields = "unsafe_hash=True" if "eq=False" not in line else "unsafe_hash=False"
            lines[mark.lineno - 1] = line.replace("frozen=True", by_fields)


def _init(node: ast.ClassDef, module: str) -> str:
    """The `__init__` that `dataclasses` would write for a class without bases."""
    if node.bases:
        raise UnpreparedError(f"{module}: the dataclass {node.name} has a base; its fields are not all here")
    taken, lines = [], []
    for field in node.body:
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        name, type_, default = field.target.id, ast.unparse(field.annotation), field.value
        if isinstance(default, ast.Call) and ast.unparse(default) != "frozenset()":
            made = _made(default, f"{module}: {node.name}.{name}")
            taken.append(f"{name}: {type_} | None = None")
            lines.append(f"self.{name} = {made} if {name} is None else {name}")
            continue
        taken.append(f"{name}: {type_}" + (f" = {ast.unparse(default)}" if default else ""))
        lines.append(f"self.{name} = {name}")
    if any(isinstance(each, ast.FunctionDef) and each.name == "__post_init__" for each in node.body):
        lines.append("self.__post_init__()")
    keywords = "*, " if "kw_only" in ast.unparse(node.decorator_list[0]) else ""
    body = "".join(f"\n    {line}" for line in lines)
    return f"def __init__(self, {keywords}{', '.join(taken)}) -> None:{body}"


def _made(default: ast.Call, where: str) -> str:
    """What `field(default_factory=...)` makes."""
    given = {each.arg: each.value for each in default.keywords if each.arg not in _NOT_OF_INIT}
    if ast.unparse(default.func) != "field" or default.args or [*given] != ["default_factory"]:
        raise UnpreparedError(f"{where} has the default {ast.unparse(default)}; only default_factory is known here")
    factory = ast.unparse(given["default_factory"])
    return _FACTORIES.get(factory) or f"{factory}()"
