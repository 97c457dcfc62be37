"""The measure words that figures are printed with (件, 人次, 亿元), and which of them count nothing."""

from __future__ import annotations

import re

# Written form -> normal form. What no catalogue unit accepts stands here too, so that 1,200平方米 is read whole.
MEASURE_WORDS = {
    "%": "%", "％": "%", "﹪": "%", "个百分点": "百分点", "百分点": "百分点", "‰": "‰", "人次": "人次",
    "人/次": "人次", "人(次)": "人次", "人（次）": "人次", "名次": "位次", "位次": "位次", "场次": "场次",
    "场(次)": "场次", "场（次）": "场次", "场/次": "场次", "次(场)": "场次", "次（场）": "场次", "家次": "家次",
    "户次": "户次", "件次": "件次", "批次": "批次", "期次": "期", "车次": "车次", "册(个)": "册", "册（个）": "册",
    "份(册)": "份", "份（册）": "份", "个(项)": "个", "个（项）": "个", "件(个)": "件", "件（个）": "件",
    "件(次)": "件", "件（次）": "件", "平方米": "平方米", "平方公里": "平方公里", "平米": "平方米", "公里": "公里",
    "公顷": "公顷", "亩": "亩", "米": "米", "学时": "学时", "课时": "学时", "个小时": "小时", "小时": "小时",
    "分钟": "分钟", "个工作日": "工作日", "工作日": "工作日", "个月": "个月", "天": "天", "日": "日",
    "周年": "周年", "年": "年", "月": "月", "周": "周", "岁": "岁", "周岁": "岁", "秒": "秒", "余年": "年",
    "个季度": "季度", "季度": "季度", "元": "元", "块钱": "元", "件": "件", "宗": "宗", "起": "起", "例": "例",
    "案": "件", "份": "份", "本": "本", "册": "册", "卷": "卷", "部": "部", "条": "条", "篇": "篇", "期": "期",
    "项": "项", "个": "个", "家": "家", "所": "所", "处": "处", "名": "名", "人": "人", "位": "位", "次": "次",
    "场": "场", "批": "批", "户": "户", "支": "支", "台": "台", "辆": "辆", "张": "张", "幅": "幅", "块": "块",
    "座": "座", "间": "间", "类": "类", "种": "种", "倍": "倍", "轮": "轮", "班": "班", "节": "节", "堂": "堂",
    "首": "首", "集": "集", "则": "则", "套": "套", "只": "只", "吨": "吨", "字": "字", "面": "面", "道": "道",
    "枚": "枚", "号": "号", "届": "届", "版": "版", "楼": "楼", "室": "室", "级": "级", "点": "点", "路": "路",
    "栋": "栋", "通": "通",
}  # fmt: skip

DURATIONS = {"小时", "分钟", "工作日", "个月", "天", "日", "周年", "年", "月", "周", "岁", "秒", "季度", "点"}
CODES = {"号", "届", "版", "楼", "室", "级", "位次", "路", "栋"}
# After a Chinese numeral only these are counted: 一类, 三级 and 两年 are words of the running text.
CHINESE_UNITS = (
    "人次|人/次|场次|家次|件次|批次|平方米|学时|课时|亿元|万元|元|件|宗|起|例|份|本|册|卷|部|条|篇|期|项|个|家|所|处|"
    "名|人|位|次|场|批|户|支"
)

_COMMON = "件人次个名家场份项元%条"  # what most figures are counted in: tried before the rest
_LONGEST_FIRST = sorted(MEASURE_WORDS, key=lambda word: (word[0] not in _COMMON, -len(word)))
# 接听5600余通, 来电300通电话; not 12人通过.
ONLY_BEFORE = {"通": r"(?=[，,。；;、（）()\s]|电话|来电|咨询|$)"}
UNIT = "|".join(re.escape(word) + ONLY_BEFORE.get(word, "") for word in _LONGEST_FIRST)
_LONGER_UNITS = {
    first: [word for word in _LONGEST_FIRST if word[0] == first and len(word) > 1]
    for first in set("".join(MEASURE_WORDS))
}
_SECOND_OF_UNITS = frozenset(word[1] for word in MEASURE_WORDS if len(word) > 1)


def unit_at(text: str, start: int, stop: int) -> str:
    """The measure word that stands at `start`, the first of those that fit; "" where none does."""
    first = text[start]
    if text[start + 1 : start + 2] in _SECOND_OF_UNITS:
        for word in _LONGER_UNITS.get(first, ()):
            end = start + len(word)
            if end <= stop and text[start:end] == word:  # compiled, a quarter of what a call takes
                return word
    return first if first in MEASURE_WORDS else ""
