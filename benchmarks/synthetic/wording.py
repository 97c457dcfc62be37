"""Turns passages of texts.yml into sentences, and says what each number in them is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.synthetic.truth import Figures, rate
from fazhi.catalogue import load_catalogue
from fazhi.settings import PROJECT

_PLACE = re.compile(r"\{([^{}]+)\}")
_CODE = re.compile(r"(?P<code>[a-z_0-9.]+(?:\|[a-z_=]+)?)(?P<told>\*万|<|~|!(?:>=|<=)?)?")
_ENDS_A_CLAUSE = re.compile(r"[，。；：、（）]")
_BEHIND = 6
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_STYLES = ("plain",) * 6 + ("comma", "spelled", "full")
_SPELLED = "零一两三四五六七八九十"
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Label:
    """A figure as a label file of the evaluation has it; an `indicator` of `?` is none of ours."""

    indicator: str
    quote: str
    value: Decimal
    unit: str
    period: str
    kind: str = "actual"
    bound: str = ""
    breakdown: str = ""

    def row(self) -> str:
        """The line of a label file."""
        columns = (self.indicator, self.quote, f"{self.value:f}", self.unit, self.period, self.kind, "", self.bound)
        return "\t".join((*columns, self.breakdown))


@dataclass(frozen=True, slots=True)
class Told:
    """A text and what its figures are."""

    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells figures of one period in the words of one document; the same `random` gives the same words."""

    random: Random
    period: str
    figures: Figures
    before: Figures
    """Those of the year before."""
    kind: str
    """县, 区 or 市."""
    style: str

    def topic(self, name: str) -> tuple[str, Told]:
        """A heading and a passage on a topic of texts.yml, in one of its wordings."""
        passage = texts()[name]
        return self.random.choice(passage["headings"]), self.tell(self.random.choice(passage["forms"]))

    def one_of(self, name: str) -> Told:
        """One of the openings or closings."""
        return self.tell(self.random.choice(texts()[name]))

    def tell(self, form: str) -> Told:
        """A passage with its figures put in."""
        year = int(self.period[:4])
        form = form.replace("{$前年}", str(year - 1)).replace("$年", str(year)).replace("$域", self.kind)
        text, labels, end = "", [], 0
        for place in _PLACE.finditer(form):
            text += form[end : place.start()]
            end = place.end()
            told, label = self._figure(place[1])
            if label:
                before = _ENDS_A_CLAUSE.split(text)[-1]
                behind = _ENDS_A_CLAUSE.split(form[end : end + _BEHIND])[0].partition("{")[0]
                labels.append(Label(label[0], before + told + behind, *label[1:]))
            text += told
        return Told(text + form[end:], tuple(labels))

    def _figure(self, place: str) -> tuple[str, tuple[Any, ...] | None]:
        """How a figure is written, and the columns of its label but for the quote."""
        if place.startswith("?"):
            low, _, high = place[1:].partition("-")
            number = self.random.randint(int(low), int(high))
            return str(number), ("?", Decimal(number), "", self.period)
        match = _CODE.fullmatch(place)
        assert match, place
        code, how = match["code"], match["told"] or ""
        indicator, _, breakdown = code.partition("|")
        unit = units()[indicator]
        if how.startswith("!"):
            aim = self.figures[code]
            return self._written(aim), (indicator, aim, unit, self.period, "target", how[1:], breakdown)
        if how == "<":
            value = self.before[code]
            year = str(int(self.period[:4]) - 1)
            return self._written(value), (indicator, value, unit, year, "previous", "", breakdown)
        if how == "~":
            return self._change(code, indicator, breakdown)
        value = self.figures[code]
        label = (indicator, value, unit, self.period, "actual", "", breakdown)
        if how == "*万":
            return f"{(value / TEN_THOUSAND).normalize():f}万", label
        return self._written(value), label

    def _change(self, code: str, indicator: str, breakdown: str) -> tuple[str, tuple[Any, ...] | None]:
        now, before = self.figures[code], self.before[code]
        change = rate(now - before, before)
        if not change:
            return "持平", None
        word = "增长" if change > 0 else "下降"
        return f"{word}{abs(change):f}%", (indicator, change, "%", self.period, "change", "", breakdown)

    def _written(self, value: Decimal) -> str:
        if self.style == "comma" and value == value.to_integral_value():
            return f"{int(value):,}"
        if self.style == "spelled" and value in range(1, len(_SPELLED)):
            return _SPELLED[int(value)]
        plain = f"{value:f}"
        return plain.translate(_FULL_WIDTH) if self.style == "full" else plain


def style(random: Random) -> str:
    """How one document writes its numbers."""
    return random.choice(_STYLES)


@cache
def texts() -> Mapping[str, Any]:
    """texts.yml."""
    read: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
    return read


@cache
def units() -> Mapping[str, str]:
    """The unit of every indicator of the catalogue."""
    catalogue = load_catalogue(PROJECT / "include" / "catalogue")
    return {code: indicator.unit for code, indicator in catalogue.indicators.items()}


def joined(parts: Sequence[Told]) -> tuple[Label, ...]:
    """The labels of several texts."""
    return tuple(label for part in parts for label in part.labels)
