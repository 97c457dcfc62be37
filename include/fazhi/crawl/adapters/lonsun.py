"""龙讯 Lonsun: a list page, and HTML fragments for its further pages.

The list page `/public/column/<organ>?type=4&catId=..&action=list` says `pageCount:12` in a script, beside the address
and the parameters of the label that renders a page (`/site/label/8888`, `pageIndex` counted from 1). What the script
does not say stands in the list's address, or in the YAML.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from fazhi.crawl.adapters.base import Adapter, ListReading, numbered
from fazhi.crawl.urls import canonical, with_parameters
from fazhi.sources import ListPage

_PARAMETERS = ("siteId", "organId", "catId", "type", "file", "pageSize", "labelName", "dateFormat", "length", "result")
_LABEL = "/site/label/8888"
_ADDRESS = re.compile(r"[\"']([^\"'\s]{0,500}?/site/label/8888[^\"'\s]{0,2000})[\"']")
_PAGES = re.compile(r"\bpageCount[\"']?\s*[:=]\s*[\"']?(\d{1,6})")
_PAIR = re.compile(rf"\b({'|'.join(_PARAMETERS)})[\"']?\s*:\s*[\"']?([^\"',}}&\s]{{1,200}})")
_NUMBERS = frozenset({"siteId", "organId", "catId", "type", "pageSize", "length"})
_ORGAN = re.compile(r"/public/column/(\d+)")
_DEFAULTS = {
    "IsAjax": "1",
    "dataType": "html",
    "labelName": "publicInfoList",
    "pageSize": "15",
    "action": "list",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "50",
    "type": "4",
}


class LonsunAdapter(Adapter):
    """`/public/<organ>/<article>.html`, lists at `/public/column/<organ>`."""

    family = "lonsun"
    containers = (".j-fontContent", ".wzcon", ".contentxxgk")
    article = re.compile(r"/(?:public/(?:\d+|content)|content/article)/\d+(?:\.html)?(?:\?|$)")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles of the page or fragment; from the list page itself every fragment that it counts."""
        links = tuple(self.links(text, url))
        if _LABEL in url:
            return ListReading(links)
        counted = _PAGES.search(text)
        label = canonical(_label_address(page, url, text))
        if label is None or (links and not counted):
            return ListReading(links)
        pages = numbered(2 if links else 1, int(counted[1]) if counted else 1)
        return ListReading(links, tuple(with_parameters(label, pageIndex=number) for number in pages))


def _label_address(page: ListPage, url: str, text: str) -> str:
    """The address that renders one page: the YAML speaks first, then the script, then the list's own address.

    Empty where nobody says which site it is.
    """
    found = _ADDRESS.search(text)
    address = canonical(html.unescape(found[1]), url) if found else None
    endpoint, _, written = (address or url.partition("/public/")[0] + _LABEL).partition("?")
    parameters = dict(_DEFAULTS)
    if organ := _ORGAN.search(url):
        parameters["organId"] = organ[1]
    parameters |= {name: value for name, value in parse_qsl(urlsplit(url).query) if name in _PARAMETERS}
    parameters |= {
        name: value for name, value in _PAIR.findall(text) if value.isdigit() or name not in _NUMBERS
    }  # `type` is also what jQuery calls the method
    parameters |= dict(parse_qsl(written))
    parameters |= {name: value for name, value in page.parameters.items() if name in _PARAMETERS}
    return f"{endpoint}?{urlencode(parameters)}" if parameters.get("siteId") else ""
