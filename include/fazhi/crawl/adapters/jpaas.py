"""大汉 jpaas: list pages whose articles a unit renders, as HTML in JSON.

The list page holds the parameters of its units (`queryData="{'webId':'..','pageId':'..','tagId':'..'}"`), seldom an
article. A unit is asked for a page by `paramJson={"pageNo":2,"pageSize":20}` and counts its articles in the pager that
it renders, or not at all.
"""

from __future__ import annotations

import html
import json
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from fazhi.crawl.adapters.base import Adapter, ListReading, json_object, numbered, whole_number
from fazhi.crawl.urls import canonical, with_parameters
from fazhi.sources import ListPage

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_USUAL_PER_PAGE = 20
_REQUIRED = ("webId", "tplSetId", "pageId")
_PARAMETERS = ("parseType", "webId", "tplSetId", "pageType", "tagId", "editType", "pageId")
_QUERY = re.compile(r"queryData\s*=\s*(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')", re.IGNORECASE)
_PAIR = re.compile(r"[\"'](\w+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
_ADDRESS = re.compile(r"[\"']([^\"'\s]{0,500}?/jpaas-publish-server/front/page/build/unit)\b")
_OF_LISTS = re.compile("列表|分页|list", re.IGNORECASE)
_COUNT = re.compile(r"\bcount\b[\"']?\s*[:=]\s*[\"']?(\d{1,7})")


class JpaasAdapter(Adapter):
    """`/art/2025/art_<32 hex>.html`, lists at `/<column>/index.html` or `/col/col<column>/index.html`."""

    family = "jpaas"
    containers = ("#zoom", "#con_con", ".bt_content")
    article = re.compile(r"/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_\w+\.html?")
    open_ended = True

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles that the page or its unit renders; from the page its unit, from the unit what it counts."""
        if UNIT not in url:
            first = _first_unit(page, url, text)
            return ListReading(tuple(self.links(text, url)), (first,) if first else ())
        data = json_object(text).get("data")
        rendered = data.get("html") if isinstance(data, dict) else None
        if not isinstance(rendered, str):
            return ListReading(())
        links = tuple(self.links(rendered, page.url))
        return ListReading(links, _further(url, rendered) if links else ())


def _first_unit(page: ListPage, url: str, text: str) -> str | None:
    """The first page of the unit that lists articles: the YAML speaks first, then the page."""
    written = [dict(_PAIR.findall(html.unescape(double or single))) for double, single in _QUERY.findall(text)]
    units = [unit for unit in written if all(unit.get(name) for name in _REQUIRED)]
    tag = page.parameters.get("tagId", "")
    chosen = next((unit for unit in units if unit.get("tagId") == tag), None) or next(
        (unit for unit in units if _OF_LISTS.search(unit.get("tagId", ""))), units[0] if units else {}
    )
    query = {name: chosen[name] for name in _PARAMETERS if name in chosen}
    query |= {name: value for name, value in page.parameters.items() if name in _PARAMETERS}
    if not all(query.get(name) for name in _REQUIRED):
        return None
    found = _ADDRESS.search(text)
    size = whole_number(page.parameters.get("pageSize")) or _USUAL_PER_PAGE
    query = {"parseType": "bulidstatic", "pageType": "column"} | query | {"paramJson": _window(1, size)}
    address = canonical(found[1] if found else UNIT, url) or urljoin(url, UNIT)
    return canonical(f"{address}?{urlencode(query)}")


def _further(url: str, rendered: str) -> tuple[str, ...]:
    """From the first page all that the pager counts; without a count the next one, as long as there are articles."""
    asked = json_object(dict(parse_qsl(urlsplit(url).query)).get("paramJson", ""))
    number, size = whole_number(asked.get("pageNo")) or 1, whole_number(asked.get("pageSize")) or _USUAL_PER_PAGE
    counted = _COUNT.search(rendered)
    if not counted:
        numbers = range(number + 1, number + 2)
    elif number == 1:
        numbers = numbered(2, -(-int(counted[1]) // size))
    else:
        return ()
    return tuple(with_parameters(url, paramJson=_window(each, size)) for each in numbers)


def _window(number: int, size: int) -> str:
    return json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
