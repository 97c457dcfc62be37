"""How the pages of a site of no known family read, as the county's YAML declares it.

    family: declared
    declared:
      articles: ".list li a"               # CSS: the links to articles in a list, or the elements that hold them
      address: '/doc_[0-9a-f]{24}\\.html'  # what an article's address looks like (a regular expression)
      pages: "index_{page}.html"           # further list pages, relative to the list's own address ...
      second_page: 2                       # ... and which number the second one has; or, instead of both,
      # next_page: "a.next"                # CSS of the link to the next page
      body: ["#content"]                   # CSS of the article, tried before the known ones
      metadata: {published_on: ".info .time"}    # CSS by field, where the parser misses one

Only `articles` must be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from fazhi.parse.metadata import FIELDS


class Declaration(BaseModel):
    """Selectors are CSS; `address` is searched in an article's whole URL; `pages` holds `{page}` once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    articles: str = Field(min_length=1)
    address: str = ""
    pages: str = ""
    second_page: int = Field(default=2, ge=0, le=10)
    next_page: str = ""
    body: tuple[str, ...] = ()
    metadata: Mapping[str, str] = Field(default_factory=dict)

    @field_validator("address")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"{value!r} is not a regular expression: {error}") from error
        return value

    @field_validator("pages")
    @classmethod
    def _numbers_pages(cls, value: str) -> str:
        if value and value.count("{page}") != 1:
            raise ValueError(f"{value!r} must hold {{page}} once, for example index_{{page}}.html")
        return value

    @field_validator("metadata")
    @classmethod
    def _known_fields(cls, value: Mapping[str, str]) -> Mapping[str, str]:
        for name in value:
            if name not in FIELDS:
                raise ValueError(f"{name!r} is no field of a document; known are {', '.join(FIELDS)}")
        return value

    @model_validator(mode="after")
    def _selectors_are_css(self) -> Self:
        tree = LexborHTMLParser("<p></p>")
        for selector in filter(None, (self.articles, self.next_page, *self.body, *self.metadata.values())):
            try:
                tree.css_first(selector)
            except SelectolaxError as error:
                raise ValueError(f"{selector!r} is not a CSS selector") from error
        if self.pages and self.next_page:
            raise ValueError("pages and next_page: only one of them says how the list goes on")
        return self
