"""Figures in tables: the prescribed forms by their words, other tables by labels and headings."""

from __future__ import annotations

from fazhi import extract

# From where the package around it takes its modules: a build that fits, if it found one, before the sources.
__path__[:] = [f"{folder}/tables" for folder in extract.__path__]

# ruff: noqa: E402 - what is imported below may be compiled
from fazhi.extract.tables.context import TableContext, tables_of
from fazhi.extract.tables.reader import observations_of_table, prose_in_table

__all__ = ["TableContext", "observations_of_table", "prose_in_table", "tables_of"]
