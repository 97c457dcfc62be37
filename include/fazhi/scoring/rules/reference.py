"""What the rules share that compare the figure with another one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pydantic import Field

from fazhi.scoring.inputs import Input
from fazhi.scoring.rules.base import Better, Marked, described_cap, least, shown, worse_by
from fazhi.scoring.rules.measure import Measured, ValueRule


class ReferenceRule(ValueRule):
    """The full mark where the figure is not worse than the reference.

    Each unit worse costs `each`, at most `cap` (default: the full mark).
    """

    better: Better
    each: Decimal = Field(gt=0)
    cap: Decimal | None = Field(default=None, gt=0)

    def beside(self, marks: Decimal) -> Callable[[Decimal, Decimal], Decimal]:
        """From the figure and the reference to points, not rounded."""
        each, cap, better = self.each, least(self.cap, marks), self.better
        return lambda value, reference: marks - min(worse_by(value, reference, better) * each, cap)

    def against(
        self, marks: Decimal, measured: Measured, reference: Decimal, words: str, read: tuple[Input, ...] = ()
    ) -> Marked:
        """The mark beside `reference`; `words` say what that is (`{} last year`), `read` is what it came from."""
        worse = worse_by(measured.value, reference, self.better)
        cap = least(self.cap, marks)
        score = self.beside(marks)(measured.value, reference)

        def text() -> str:
            lost = f" - min({shown(worse)} × {shown(self.each)}, {shown(cap)}) = {shown(score)}" if worse else ""
            return f"{measured.text} against {words.format(shown(reference))}: {shown(marks)}{lost}"

        return Marked(score, (*measured.used, *read), text)

    def described(self, marks: Decimal, reference: str) -> str:
        """The rule as the assessor's table says it, with the Chinese name of the reference."""
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        lost = f"每{sense}1{self.value.unit}扣{shown(self.each)}分{described_cap(self.cap)}"
        return f"不{sense}{reference}得{shown(marks)}分, {lost}"
