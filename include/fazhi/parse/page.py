"""A page as fetched to a Document."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError

from fazhi.errors import ConfigurationError
from fazhi.parse.assemble import Item, build, items, strip_leading, strip_trailing, title_line
from fazhi.parse.attachments import attachments
from fazhi.parse.beginnings import Beginnings
from fazhi.parse.body import Span, locate
from fazhi.parse.document import Document
from fazhi.parse.elements import EMBEDDING, UNESCAPED
from fazhi.parse.embedded import CONTAINER, embedded_article
from fazhi.parse.encoding import decode
from fazhi.parse.errors import NoBodyError
from fazhi.parse.flow import read_blocks
from fazhi.parse.guard import harmless
from fazhi.parse.metadata import FIELDS, Metadata, block_fields, byline, labelled, tokens, unlabelled
from fazhi.parse.title import page_title

_META_NAMES = {
    "articletitle": "ArticleTitle",
    "pubdate": "PubDate",
    "contentsource": "ContentSource",
    "maketime": "updated_on",
    "sitename": "SiteName",
}
_NOT_AN_ARTICLE = re.compile(
    r"不存在|已(?:被)?删除|无法访问|访问过于频繁|(?:开启|启用|支持)\s*JavaScript|正在维护|安全验证|40[34]",
    re.IGNORECASE,
)
_UNREAD = tuple(sorted(UNESCAPED.union(EMBEDDING)))
_NAMING = ("meta", "title", "h1", "ucaptitle")
_WITHOUT_EVENTS = int(LexborDocumentOptions.WO_EVENTS)
"""Nothing is copied from one element to another while the tree is built (<selectedcontent>): none is read."""
_LEADING_LABEL = re.compile("^[^:：]{1,8}[:：] ?")
_SENTENCE = re.compile("[。；！]")
_HEAD_OF_ARTICLE = 8_000
"""Characters of markup before the container in which the byline stands."""
_BYLINE = 2_000
_BYLINE_TOKENS = 40
_LONGEST_META = 500
_AROUND_ARTICLE = 12_000
"""Characters of markup before or after the container in which all that belongs to the article stands."""


@dataclass(slots=True)
class _Page:
    """A parsed page. `html` is `tree` serialised without what is not read; the article stands at `span` in it, and
    `framed` are the addresses that its frames show. `naming` are the elements that name the page, with their names."""

    tree: LexborHTMLParser
    begun: Beginnings
    framed: tuple[str, ...] = ()
    naming: tuple[tuple[str, LexborNode], ...] = ()
    html: str = ""
    span: Span | None = None

    def named(self, names: Sequence[str]) -> list[LexborNode]:
        """Those of these names, which are among _NAMING, in page order."""
        return [node for name, node in self.naming if name in names]

    def all_of(self, names: Sequence[str]) -> list[tuple[str, LexborNode]]:
        """The elements of these names, which are among LOOKED_FOR, in page order; in one walk of the tree.

        A walk of a long page takes ten times as long for each byte as one of a tree that stays in the cache.
        """
        present = [name for name in names if self.begun.may_be_of(name)]
        if len(present) <= 1:
            return [(name, node) for name in present for node in self.tree.tags(name)]  # a third of a selector's time
        return [(node.tag or "", node) for node in self.tree.css(", ".join(present))]


def parse_page(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    containers: Sequence[str] = (),
    fields: Mapping[str, str] | None = None,
) -> Document:
    """The article of a page.

    Args:
        body: the response body as received.
        url: where it was fetched; relative links are resolved against it.
        content_type: the HTTP header, for its charset.
        containers: CSS selectors of the article on this site, tried before the known ones.
        fields: CSS selectors of metadata on this site, by field (`fazhi.parse.metadata.FIELDS`); what they find goes
            before what is found without them.

    Raises:
        NoBodyError: the page holds no article.
        ConfigurationError: a selector in `containers` or `fields` is not CSS.
    """
    html, encoding = decode(body, content_type)
    page = _read(html, url, containers, _as_received(body, html, encoding))
    metadata = Metadata()
    metadata.add(_declared(page.tree, fields or {}, url))
    metadata.add(_meta_tags(page.named(("meta",))))
    if page.span is None or not page.span.certain:
        embedded = embedded_article(html)
        if embedded:
            page = _read(embedded.html, url, (CONTAINER,))
            metadata.add(embedded.fields)
    span = page.span
    if span is None:
        raise NoBodyError(url, "the page holds no text")
    before = page.html[max(0, span.start - _AROUND_ARTICLE) : span.start]
    after = page.html[span.end : span.end + _AROUND_ARTICLE]
    metadata.add(block_fields(before) or block_fields(after))
    article = page.html[span.start : span.end]
    blocks = items(read_blocks(article), drop_links=not span.certain)
    title = page_title(page.named, metadata.text("ArticleTitle"), metadata.text("title"))
    if not title or title == metadata.text("SiteName"):
        title = title_line(blocks) or title
    metadata.add(_byline_before(before, title))
    found = strip_trailing(strip_leading(blocks, title, metadata))
    files = attachments(article, after, page.framed, url)
    if not files:
        _refuse_empty(found, span, url)
    return build(found, metadata, url=url, title=title, encoding=encoding, attachments=files)


def _as_received(body: bytes, html: str, encoding: str) -> bytes | None:
    """The bytes of a page where they are its text in UTF-8, so that nothing needs to encode that again."""
    differs = encoding != "utf-8" or body.startswith(codecs.BOM_UTF8) or b"\x00" in body or "\ufffd" in html
    return None if differs else body


def _read(html: str, url: str, containers: Sequence[str], received: bytes | None = None) -> _Page:
    """The page in `html`, of which `received` are the bytes where these are known to be the same."""
    begun = Beginnings(html)
    markup = harmless(html, begun)
    source = received if received is not None and markup is html else markup
    page = _Page(LexborHTMLParser(source, options=_WITHOUT_EVENTS), begun)
    found = page.all_of(_UNREAD + _NAMING)  # in one walk: one of a long page takes longer than to sort what it finds
    page.framed = tuple(_frame_source(node) for name, node in found if name in EMBEDDING)
    among_them = False
    for name, node in found[::-1]:  # the inner of nested ones first: an outer one frees what is in it
        if name in UNESCAPED:
            among_them = among_them or _holds_elements(node)
            node.decompose()
    page.naming = tuple(page.all_of(_NAMING) if among_them else [one for one in found if one[0] in _NAMING])
    page.html = page.tree.html or ""
    try:
        page.span = locate(page.tree, page.html, begun, containers)
    except SelectolaxError as error:
        raise ConfigurationError(f"{url}: containers {list(containers)}: not a CSS selector: {error}") from error
    return page


def _holds_elements(unescaped: LexborNode) -> bool:
    """Whether it is one of a drawing (<svg><style><title>), where its content is markup; else it is one text."""
    child = unescaped.child
    return child is not None and (child.next is not None or child.tag != "-text")


def _frame_source(node: LexborNode) -> str:
    return node.attributes.get("src") or node.attributes.get("data") or ""


def _declared(tree: LexborHTMLParser, fields: Mapping[str, str], url: str) -> dict[str, str]:
    """The texts at the site's own selectors, without the label that a text may begin with (发布时间：2025-03-21)."""
    found: dict[str, str] = {}
    for name, selector in fields.items():
        try:
            node = tree.css_first(selector)
        except SelectolaxError as error:
            raise ConfigurationError(f"{url}: metadata {name}: {selector!r} is not a CSS selector") from error
        text = " ".join(node.text(deep=True).split())[:_LONGEST_META] if node else ""
        found[FIELDS[name]] = labelled([text]).get(name) or _LEADING_LABEL.sub("", text)
    return found


def _meta_tags(nodes: Sequence[LexborNode]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        attributes = node.attributes
        name = _META_NAMES.get((attributes.get("name") or "").strip().lower())
        if name and "content" in attributes:
            found.setdefault(name, (attributes.get("content") or "")[:_LONGEST_META].strip())
    return found


def _byline_before(before: str, title: str) -> dict[str, str]:
    """The fields between the title and the container."""
    titled = before.rfind(title, max(0, len(before) - _HEAD_OF_ARTICLE)) if title else -1
    if titled < 0:
        return labelled(tokens(before[-_BYLINE:]))
    below = tokens(before[titled + len(title) :], _BYLINE_TOKENS)
    return byline(" ".join(below)) or labelled(below) | unlabelled(below)


def _refuse_empty(found: list[Item], span: Span, url: str) -> None:
    text = "".join(item.line.text for item in found)
    has_table = any(item.table is not None for item in found)
    if not text and not has_table:
        raise NoBodyError(url, "the article's element is empty")
    if not span.certain and not has_table:
        if len(text) < 200 and _NOT_AN_ARTICLE.search(text):
            raise NoBodyError(url, f"an error or challenge page ({text[:40]})")
        if not _SENTENCE.search(text):
            raise NoBodyError(url, "no element holds running text")
