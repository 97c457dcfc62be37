"""What a text may tell without a number: the kinds of `include/catalogue/statements.yml` and its language."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

Words = tuple[str, ...]
Groups = Words | tuple[Words, ...]


class StatementWording(BaseModel):
    """One way to tell a fact: one of the words of `say`, under the conditions that wordings of indicators have."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    say: Words = Field(min_length=1)
    with_: Groups = Field(default=(), alias="with")
    near: Groups = ()
    without: Words = ()


class StatementKind(BaseModel):
    """One kind of statement. `indicator` is what it bears on, `value` what it says of it, where it says that much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    name_zh: str
    name_en: str
    indicator: str = ""
    value: Decimal | None = None
    wording: tuple[StatementWording, ...] = Field(min_length=1)


class StatementLanguage(BaseModel):
    """Words around a statement that take it back, make it an aim or a principle, or tell of whom it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    denied_before: Words = ()
    denied_after: Words = ()
    aimed_before: Words = ()
    aimed_after: Words = ()
    reached: Words = ()
    principle_before: Words = ()
    manner_after: Words = ()
    subjects: Words = ()


class StatementKinds(BaseModel):
    """The whole of `statements.yml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: StatementLanguage = StatementLanguage()
    statements: tuple[StatementKind, ...] = ()


def groups(words: Groups) -> tuple[Words, ...]:
    """A list of words is one group, of which one word is needed; a list of lists needs one of each."""
    if not words:
        return ()
    return (words,) if isinstance(words[0], str) else words
