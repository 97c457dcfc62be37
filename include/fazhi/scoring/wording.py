"""Formulas and reasons in Chinese: they are computed and stored in one wording, and read in two languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fazhi.scoring.rules.document import NAMES as DOCUMENTS
from fazhi.scoring.rules.measure import DENOMINATORS
from fazhi.warehouse.database import Connection

_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:[._][a-z0-9]+)+")
# What a person wrote stands behind the second part: it is not translated.
_OVERRIDDEN: Final = re.compile(r"(\S+) by (.+?): (.*)", re.DOTALL)

# Of which year and kind a code is, as `Input` writes it: the inner one first.
_INPUTS: Final = (
    (re.compile(r"\b(?:target|reference)\(([^()]*)\)"), r"\1"),
    (re.compile(r"\blast\(([^()]*)\)"), r"上年\1"),
    (re.compile(r"\blast(\d+)\(([^()]*)\)"), r"前\1年\2"),
)
# In this order: an award ends a reason, names are put together before what is said of them.
_PHRASES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r": zero$", "：不得分"),
        (r": full$", "：得满分"),
        (r": mean$", "：按其他县的平均分"),
        (r": excluded$", "：不计入总分，其余按比例放大"),
        (r": (\S+) of the mark$", r"：得该项分值的\1"),
        (r" of December to November", "（上年12月至11月）"),
        (r" of at least (\d+) months", r"（不少于\1个月）"),
        (r"^neither the rate nor (.+) and (.+) is published", r"比率未公布，\1、\2也未都公布"),
        (r"^no points of (.+?)(?=：|$)", r"缺少\1的评分"),
        (r"^nothing of the list is published", "清单各项均未公布"),
        (r"^nothing that costs points is published", "扣分各项均未公布"),
        (r"^the page gives no date of publication", "页面没有发布日期"),
        (r"^no (.+) of (\d{4}) was found", r"没有找到\2年的\1"),
        (r"^no (.+) was set", r"本县没有为\1设定目标"),
        (r"^there is no (.+) of (\d{4})", r"没有\2年的\1"),
        (r"^(\d+) counties published it, fewer than (\d+)", r"只有\1个县公布，不足\2个"),
        (r" does not apply", "不适用"),
        (r" is not published", "未公布"),
        (r" is (\S+), fewer than (\S+?)(?=：|, |$)", r"为\1，少于\2"),
        (r", also of (\d+) years", r"，\1年合计仍少"),
        (r" is 0(?=：|$)", "为0"),
        (r"^(.+) has (\S+) of (\S+), fewer than (\S+)$", r"\1得\2分（满分\3分），不到\4分"),
        (r"^(.+) counts once: (.+)$", r"\1只计一次，已计入\2"),
        (r" or ", "或"),
        (r"× 100 of (\d+) years", r"× 100（\1年合计）"),
        (r"\(first (\d+) months\)", r"（前\1个月）"),
        (r"\(first (\d+) months: ", r"（前\1个月，"),
        (r" is better than (\d+) and equal to (\d+) of (\d+) others: ", r"优于其他\3个县中的\1个，与\2个相同："),
        (r" is rank (\d+) of (\d+): ", r"在\2个县中居第\1："),
        (r" against (\S+) last year: ", r"，对照上年\1："),
        (r" against the county's own target (\S+): ", r"，对照本县自定目标\1："),
        (r" against the mean (\S+) of (\d+): ", r"，对照\2个县的平均数\1："),
        (r" against the median (\S+) of (\d+): ", r"，对照\2个县的中位数\1："),
        (r"^published (\S+), due (\S+): ", r"\1发布，期限\2："),
        (r"(\d+) d × ", r"\1日 × "),
        (r" was published: ", "已发布："),
        (r"^fixed ", "定额"),
        (r"clamp\(", "限值("),
        (r"min\(", "取小("),
    )
)


def indicator_names(connection: Connection) -> dict[str, str]:
    """The Chinese name of each indicator, by code."""
    return dict(connection.execute("SELECT code, name_zh FROM dw.dim_indicator WHERE is_current").fetchall())


def in_chinese(text: str, names: Mapping[str, str]) -> str:
    """A formula or reason as `ItemScore.formula` gives it; `names` are those of indicators and items, by code.

    What is not known stays as it is: a code without a name, what a person wrote beside an override.
    """
    overridden = _OVERRIDDEN.fullmatch(text)
    if overridden:
        return f"{overridden[1]}分，{overridden[2]}：{overridden[3]}"
    known: dict[str, str] = {**{str(kind): name for kind, name in DOCUMENTS.items()}, **DENOMINATORS, **names}
    said = text
    for pattern, chinese in _INPUTS:
        said = pattern.sub(chinese, said)
    said = _CODE.sub(lambda code: known.get(code[0], code[0]), said)
    for pattern, chinese in _PHRASES:
        said = pattern.sub(chinese, said)
    return said
