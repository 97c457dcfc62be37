"""Site families: the content management systems county sites run on, and how to tell them from a page.

How a family's pages read is its adapter's matter (`fazhi.crawl.adapters`); every family here has one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`signs` are patterns with a weight, looked for in the URL and the HTML of a home or list page; `parameters` are
    what a list of this family may declare beside its URL.
    """

    name: str
    title: str
    signs: Mapping[str, int]
    parameters: frozenset[str] = frozenset()


def _family(name: str, title: str, signs: Mapping[str, int], *parameters: str) -> Family:
    return Family(name, title, signs, frozenset(parameters))


FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        _family(
            "jpage",
            "大汉 jcms/jpage",
            {
                r"jpage/dataproxy\.jsp": 4,
                r"<datastore\b": 3,
                r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html": 3,
                r"/col/col\d+/": 2,
            },
            *("columnid", "unitid", "webid", "webname", "appid", "path", "permissiontype", "perpage", "method"),
        ),
        _family(
            "jpaas",
            "大汉 jpaas",
            {
                r"/api-gateway/jpaas-publish-server/": 4,
                r"/art/\d{4}/art_[0-9a-f]{32}\.html": 3,
                r"unitbuild\.js": 3,
                r"\bqueryData\s*=": 2,
            },
            *("webId", "tplSetId", "pageId", "tagId", "pageSize"),
        ),
        _family(
            "trs",
            "TRS WCM",
            {
                r"/\d{6}/t\d{8}_\d+\.s?html?": 3,
                r"createPageHTML\(\s*\d+\s*,\s*\d+\s*,\s*[\"']index[\"']": 3,
                r"\bTRS_(?:Editor|UEDITOR|PreAppend)": 2,
                r"\bvar\s+countPage\s*=": 1,
            },
        ),
        _family(
            "ucap",
            "开普 UCAP",
            {
                r"<UCAP(?:TITLE|CONTENT)": 4,
                r"createPageHTML\(\s*[\"']page_div[\"']": 3,
                r"/c\d{5,}/\d{6}/[0-9a-f]{32}\.shtml": 3,
                r"/c\d{5,}/list(?:_\d+)?\.shtml": 2,
                r"\bUCAP-CONTENT\b": 2,
            },
        ),
        _family(
            "vsb",
            "博达 VSB",
            {
                r"/info/\d{4,}/\d+\.htm\b": 3,
                r"\bid=[\"']?vsb_content": 3,
                r"/system/_content/download\.jsp": 2,
                r"\bimg_vsb_content\b": 1,
            },
        ),
        _family(
            "lonsun",
            "龙讯 Lonsun",
            {
                r"labelName=publicInfoList": 4,
                r"/public/column/\d+": 3,
                r"/public/\d+/\d+\.html": 2,
                r"\bls-language\b": 1,
            },
            *("siteId", "organId", "catId", "type", "file", "pageSize", "labelName"),
        ),
        _family(
            "openness",
            "openness (安徽)",
            {
                r"/openness/detail/(?:content/)?[0-9a-f]{24}\.html": 4,
                r"/(?:OpennessContent|XxgkContent)/show": 3,
                r"\bcolumn_code=\d+": 2,
            },
        ),
        _family(
            "gkmlpt",
            "广东 gkmlpt",
            {
                r"/gkmlpt/(?:index|content|api|mindex)": 4,
                r"window\._CONFIG\s*=": 2,
            },
            *("column", "sid"),
        ),
        _family(
            "nfcms",
            "南方 NFCMS",
            {
                r"/content/m?post_\d+\.html": 2,
            },
        ),
        _family("declared", "declared in the YAML", {}),
    )
}


def guess_family(url: str, html: str = "") -> tuple[str, int] | None:
    """The family with the heaviest signs in `url` and `html`, and that weight; None when nothing speaks for any."""
    text = f"{url}\n{html}"
    weights = {
        name: sum(weight for sign, weight in family.signs.items() if re.search(sign, text, re.IGNORECASE))
        for name, family in FAMILIES.items()
    }
    best = max(weights, key=lambda name: weights[name])
    return (best, weights[best]) if weights[best] else None
