"""Numbers in Chinese prose: one compiled scan gives figures, expressions of time and punctuation in text order.

Public here: `Number`, `scan` (figures only) and `tokens` (everything the prose extractor needs in one pass).
A scan is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_letters

from fazhi.extract.bounds import BOUND_ENDS, bound_told
from fazhi.extract.calendar_words import MONTH_IN_WORDS, QUARTERS, TO
from fazhi.extract.characters import (
    DIGIT,
    GOES_ON,
    JOINS_DIGITS,
    TOKEN,
    bits_at,
    end_of_digits,
    kinds_at,
    next_of,
    table,
)
from fazhi.extract.measure_words import CHINESE_UNITS, CODES, DURATIONS, MEASURE_WORDS, ONLY_BEFORE, UNIT, unit_at
from fazhi.extract.numerals import MAGNITUDES, chinese_value, decimal_of, mixed_value


@dataclass(slots=True)
class Number:
    """A number with what stands around it: `text[start:end]` runs from its first digit to the end of unit and bound.

    `value` is in base units (万 and 亿 expanded, 99.8% is 99.8), a range has its upper end in `value_max`. `unit` is
    the measure word as one of MEASURE_WORDS, "" where none stands; `bound` is ">=", "<=" or ""; `chinese` tells
    numerals (三万余) from digits. `role` is "figure", or why this is none: ordinal, code, list_number, duration, name.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    value_max: Decimal | None = None
    bound: str = ""
    approx: bool = False
    chinese: bool = False
    role: str = "figure"

    @property
    def is_rate(self) -> bool:
        """Whether it is printed as a percentage."""
        return self.unit == "%"


_SPACE = "[ \u00a0\u2002-\u200a\u202f\u3000]"
_MORE_DIGITS = (  # behind the first
    rf"(?:\d{{0,2}}(?:[,，]\d{{3}})+(?!\d)|(?:{_SPACE}?\d)*+)"
    # 98.5, and 98·5 or 98·5 2 of a scan where a percentage sign follows
    rf"(?:{_SPACE}?[.．]\d{{1,4}}(?!\d*{_SPACE}*年)|[·•]\d{{1,2}}(?:{_SPACE}\d)?(?=\s?[%％]))?"
)
_DIGITS = rf"\d{_MORE_DIGITS}"
_CN = "[一二两三四五六七八九十百千万][零〇一二两三四五六七八九十百千万亿]{0,20}"
_TAIL = "及以上|以上|以下|以内|之内|左右|上下|不等"

_YEAR = rf"(?:19|20)\d{{2}}{_SPACE}*年"
_MONTH = rf"\d{{1,2}}{_SPACE}*月"
# 元月至11月, 一至十月
_MONTHS_FROM_WORDS = rf"{MONTH_IN_WORDS}月?份?{TO}(?:\d{{1,2}}|{MONTH_IN_WORDS})月"
_TIME = "|".join(
    (
        # 2021—2023年, 2021年至2023年6月
        rf"(?:19|20)\d{{2}}{_SPACE}*年?(?:{_MONTH})?(?:\d{{1,2}}日)?{_SPACE}*{TO}{_SPACE}*{_YEAR}度?(?:{_MONTH}(?:\d{{1,2}}日)?)?(?:上半年|末|底)?",
        # 2023年, 2023年1—10月, 2023年6月20日, 2023年上半年, 2019年以来
        rf"{_YEAR}(?:度)?(?:{_SPACE}*{_MONTH}?{_SPACE}*\d{{0,2}}日?{TO}{_MONTH}(?:\d{{1,2}}日)?|{_SPACE}*{_MONTH}(?:{_SPACE}*\d{{1,2}}日)?|{_SPACE}*\d{{1,2}}{TO}{_MONTH}|{_MONTHS_FROM_WORDS}|{MONTH_IN_WORDS}月)?"
        rf"(?:上半年|下半年|前三季度|{QUARTERS}|末|底|初)?(?:以来|至今(?!年)|起)?",
        r"(?:19|20)\d{2}(?=全年|总共|共计|、(?:19|20)\d{2}[年、])",  # 2023总共受理; 2021、2022年
        r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?",
        r"(?:19|20)\d{2}\s?[-—–~－]{1,2}\s?(?:19|20)\d{2}(?!\d)",
        rf"\d{{1,2}}{_SPACE}*月?份?{_SPACE}*{TO}{_SPACE}*{_MONTH}(?:\d{{1,2}}日)?",
        rf"\d{{1,2}}{_SPACE}*月{_SPACE}*\d{{1,2}}{_SPACE}*日",
        rf"{_MONTH}(?!份额)(?:份|底|末|初|[上中下]旬)?(?:以来)?",
        rf"[1-3]{_SPACE}*(?:{TO}|、){_SPACE}*[2-4]季度",
        r"\d{1,2}[·•．]\d{1,2}(?=[”\"’」国宪消全])",
        r"\d{1,2}[:：]\d{2}(?::\d{2})?(?!\d)",
    )
)

_DIGITS_GO_ON = re.compile(_MORE_DIGITS)
_GROUP, _MOST_DECIMALS = 3, 4  # digits
_NUMERALS = frozenset("一二两三四五六七八九十百千万")
_PARENTHESES = frozenset("（(）)")
_TITLE = re.compile("《[^》\\n]{0,60}》")
_TIME_WORD = re.compile(rf"前三季度|前\d{{1,2}}个月|(?=第){QUARTERS}|上半年|下半年|(?=元){_MONTHS_FROM_WORDS}")
_TIME_TOKEN = re.compile(_TIME)
_BEFORE_TIME = frozenset("年月日全总共、-—–~～－至到./:：·•．")  # what can follow the first digits of a time
_DIGIT_TOKEN = re.compile(
    rf"""(?P<digits>(?P<low>{_DIGITS})
        (?:(?P<lowmagnitude>[百千]?[万亿]|[百千])?[余多]?\s?[%％]?\s?{TO}\s?(?P<high>{_DIGITS})(?=\s?[%％百千万亿余多]|\s?(?:{UNIT})))?
        \s?(?P<magnitude>[百千]?[万亿]|[百千])?(?P<more>[余多])?(?P<magnitude2>[万亿])?
        \s?(?P<unit>{UNIT})?(?P<tail>\s?(?:{_TAIL}))?)""".replace("\n    ", ""),
    re.VERBOSE,
)
# 1万2千余件, 2千3百万元; 0 stands between what has no hundreds: 2万零6百.
_MIXED = r"\d++(?:[百千]?[万亿]|[百千])(?:零?\d++(?:[百千]?[万亿]|[十百千])?)++"
_MIXED_TOKEN = re.compile(
    rf"(?P<low>{_MIXED})(?:{TO}(?P<high>{_MIXED}))?(?![.．]\d)"
    rf"(?P<more>[余多])?(?P<magnitude>[万亿])?\s?(?P<unit>{UNIT})?(?P<tail>\s?(?:{_TAIL}))?"
)
# 5千人次至6千人次, 3场—5场次以上
_AGAIN_WITH_UNIT = re.compile(
    rf"\s?{TO}\s?(?P<high>{_DIGITS})(?P<magnitude>[百千]?[万亿]|[百千])?(?P<more>[余多])?\s?(?P<unit>{UNIT})(?P<tail>\s?(?:{_TAIL}))?"
)
_GREW = re.compile("[由从自]|增|减|升|降|涨|扩|缩|压|提高|多了|少了")  # 增加5件至63件, 由5人至8人: to, and no range
_BEFORE_RANGE = 8
# What may stand behind the digits of a number other than one measure word: a range, 万, 余, a space, 以上.
_SPACES = frozenset(filter(str.isspace, map(chr, range(0x3001))))
_RANGE_BEGINS = _SPACES | frozenset("-—–~～－至到")
_MAGNITUDE = re.compile("([百千]?[万亿]|[百千])?([余多])?([万亿])?")
_WORD_TOKEN = re.compile(
    rf"""(?P<time>[一二][〇○零OΟ0一二三四五六七八九]{{3}}年度?(?:{_MONTHS_FROM_WORDS}|[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?|(?=[一二三四]){QUARTERS}|{_MONTHS_FROM_WORDS})
    |(?P<share>百分之(?P<hundredths>[零〇一二两三四五六七八九十百千]{{1,12}}(?:点[零〇一二三四五六七八九]{{1,8}})?)(?P<sharetail>{_TAIL})?)
    |(?P<fraction>(?P<denominator>[二三四五六七八九十])分之(?P<numerator>[一二三四五六七八九]))
    |(?P<tenths>(?P<tenth>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九])?(?P<tenthtail>{_TAIL})?(?=[的，,。；;、：:）)\s余多在]|$))
    |(?P<chinese>(?P<numeral>{_CN})(?:[至到](?P<numeral2>{_CN}))?(?P<cnmore>[余多])?(?P<cnmagnitude>[万亿])?(?P<cnunit>{CHINESE_UNITS})(?P<cntail>{_TAIL})?)""".replace(
        "\n    ", ""
    ),
    re.VERBOSE,
)

_HOTLINE = re.compile(r"(?:123\d\d|96\d{3,4})$")
_HOTLINE_NEAR = ("热线", "平台", "电话", "报警", "服务")
_LONGEST_BARE = 9
_OPENING_QUOTES = frozenset('“"‘「『')
_CLOSING_QUOTES = frozenset('”"’」』')
_BEFORE_LIST_NUMBER = frozenset("\n。；;！？ \u3000\u00a0\t（(:：")
_AFTER_LIST_NUMBER = frozenset(".、．)）")
_BEFORE_SIGN = frozenset("\n\t :：（(比长为")

# What a character directly before or behind a number may mean, as bits.
_IS_SIGN, _NO_BOUND, _IS_ODD, _IS_SPACE, _IS_APPROXIMATE, _ENDS_BOUND = 1, 2, 4, 8, 16, 32
_BEFORE = table(
    {
        _IS_SIGN: "-－−﹣",
        _NO_BOUND: "，、。；：（(收理结到达",
        _IS_ODD: "第〔[【+＋>＝=" + ascii_letters,
        _IS_SPACE: _SPACES,
        _IS_APPROXIMATE: "约近",
        _ENDS_BOUND: BOUND_ENDS,
    }
)
_MAGNIFIES, _MAY_GO_ON, _BEGINS_RANGE, _BEGINS_TAIL, _IS_ODD_BEHIND = 1, 2, 4, 8, 16
_BEHIND = table(
    {
        _MAGNIFIES: "百千万亿余多",
        _MAY_GO_ON: _RANGE_BEGINS | frozenset(ONLY_BEFORE),
        _BEGINS_RANGE: _RANGE_BEGINS,
        _BEGINS_TAIL: _SPACES | {word[0] for word in _TAIL.split("|")},
        _IS_ODD_BEHIND: "+＋>",
    }
)
# Of a number with one of those units that nothing odd stands before or behind it is known to be a figure.
_COUNTED = frozenset(MEASURE_WORDS.values()) - DURATIONS - CODES

# kind, start, end, payload: a Number for "number", else the raw text
Token = tuple[str, int, int, "Number | str"]


# Of a number or time in words, from its first character.
_HINT_IN_WORDS = re.compile(
    r"[上下]半年|季度|元月?[-—–~～－至到]"
    rf"|[一二两三四五六七八九十百千万](?=[一二两三四五六七八九十百千万亿零〇余多分成月至到]|{CHINESE_UNITS})"
)


def may_begin_number(text: str, position: int, end: int) -> bool:
    """Whether a number or a time can begin with the character at `position`, one of the kind HINT."""
    if kinds_at(text, position) & DIGIT:
        return True
    behind = position + 1
    return (
        behind < end and kinds_at(text, behind) & GOES_ON != 0 and _HINT_IN_WORDS.match(text, position, end) is not None
    )


def scan(text: str, start: int = 0, end: int | None = None) -> list[Number]:
    """The figures of `text[start:end]` in order; numbers that are none (dates, ordinals, codes) are left out."""
    return [
        payload
        for kind, _, _, payload in tokens(text, start, end)
        if kind == "number" and isinstance(payload, Number) and payload.role == "figure"
    ]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Figures ("number"), expressions of time ("time") and parentheses ("punct") of `text[start:end]` in order.

    Numbers inside 《titles》 are passed over. Numbers that are no figures come too, with their `role`.
    """
    stop = len(text) if end is None else end
    return tokens_from(text, start, stop, stop, next_of(text, TOKEN, start, stop))[0]


def tokens_from(text: str, start: int, stop: int, end: int, begin: int) -> tuple[list[Token], int]:
    """The tokens of `text[start:stop]`, of which the first may stand at `begin`, and where up to `end` the next may.

    So that a sentence is searched once, whatever clauses it is read by.
    """
    listed: list[Token] = []
    while begin < stop:
        first, done = text[begin], begin + 1
        if kinds_at(text, begin) & DIGIT:
            after = _end_of_number(text, begin, end)
            if _may_be_time(text, begin, after, stop) and (time := _TIME_TOKEN.match(text, begin, stop)):
                done = time.end()
                listed.append(("time", begin, done, time.group()))
            else:
                number = _digits(text, begin, after, stop, start)
                done = number.end
                listed.append(("number", begin, done, number))
        elif first in _PARENTHESES:
            listed.append(("punct", begin, done, first))
        elif first == "《":
            if title := _TITLE.match(text, begin, stop):
                done = title.end()
        elif done >= stop or not kinds_at(text, done) & GOES_ON:
            pass
        elif first in _NUMERALS:
            if token := _in_words(text, begin, stop, start):
                done = token[2]
                listed.append(token)
        elif word := _TIME_WORD.match(text, begin, stop):
            done = word.end()
            listed.append(("time", begin, done, word.group()))
        begin = next_of(text, TOKEN, done, end)
    return listed, begin


def _end_of_number(text: str, begin: int, end: int) -> int:
    """Where the digits of a number end, with all that may stand between them: 1,200.5."""
    after = end_of_digits(text, begin, end)
    if after + 1 >= end or not kinds_at(text, after) & JOINS_DIGITS:
        return after
    if not kinds_at(text, after + 1) & (DIGIT | JOINS_DIGITS):
        return after  # the comma of a clause
    behind = end_of_digits(text, after, end)
    if _is_plain(text[after], after - begin, behind - after - 1) and (
        behind >= end or not (kinds_at(text, behind) & JOINS_DIGITS or text[behind] == "年")
    ):
        return behind  # most; of the others the pattern tells
    more = _DIGITS_GO_ON.match(text, begin + 1, end)
    return more.end() if more else after


def _is_plain(joint: str, before: int, behind: int) -> bool:
    """Whether so many digits before and behind make one number with what joins them: 98.6, 1,200."""
    if joint == ".":
        return 0 < behind <= _MOST_DECIMALS
    return joint in ",，" and before <= _GROUP and behind == _GROUP


def _may_be_time(text: str, begin: int, after: int, stop: int) -> bool:
    """Whether what follows the digits `text[begin:after]`, behind spaces, can follow the first ones of a time."""
    mark = after
    while mark < stop and bits_at(_BEFORE, text, mark) & _IS_SPACE:
        mark += 1
    if mark >= stop or text[mark] not in _BEFORE_TIME:
        return False
    return text[mark] != "." or after - begin == len("2023")


def _in_words(text: str, begin: int, stop: int, floor: int) -> Token | None:
    """The number or the time in words that begins with the numeral at `begin`."""
    match = _WORD_TOKEN.match(text, begin, stop)
    if match is None or match.lastgroup == "time":
        return ("time", begin, match.end(), match.group()) if match else None
    return "number", begin, match.end(), _words(match, text, floor)


def _digits(text: str, begin: int, after: int, stop: int, floor: int) -> Number:
    """The number whose digits `text[begin:after]` are; no more than one unit stands behind most."""
    low, end, unit = text[begin:after], after, ""
    more: str | None = None
    number = Number(begin, end, decimal_of(low), unit)
    mark = _behind(text, end, stop)
    if mark & _MAGNIFIES and (found := _MAGNITUDE.match(text, end, stop)):
        magnitude, more, magnitude2 = found.groups()
        if magnitude or magnitude2:
            _scale(number, MAGNITUDES[magnitude or ""] * MAGNITUDES[magnitude2 or ""])
        end = found.end()
        mark = _behind(text, end, stop)
        goes_on = end < stop and (text[end] == "零" or text[end].isdigit())
        if goes_on and (mixed := _mixed(text, begin, stop, floor, low)):
            return mixed
    apart = _space_at(text, end, stop)  # 12 件
    if mark & _MAY_GO_ON and (not apart or _behind(text, end + 1, stop) & (_MAGNIFIES | _MAY_GO_ON)):
        return _of_several_parts(text, begin, stop, floor)
    word = unit_at(text, end + apart, stop) if end + apart < stop else ""
    if apart and not word:
        return _of_several_parts(text, begin, stop, floor)
    if word:
        unit, end = MEASURE_WORDS[word], end + apart + len(word)
        mark = _behind(text, end + _space_at(text, end, stop), stop)
    if word and unit != "%" and mark & _BEGINS_RANGE and (last := _AGAIN_WITH_UNIT.match(text, end, stop)):
        number.unit = unit
        if _is_range(number, text, floor, last):
            return _as_it_stands(number, text, floor, low, more=more or last["more"], tail=last["tail"])
    if mark & _BEGINS_TAIL or (unit == "%" and mark & _BEGINS_RANGE):
        return _of_several_parts(text, begin, stop, floor)
    number.end, number.unit = end, unit
    return _as_it_stands(number, text, floor, low, more=more)


def _is_range(number: Number, text: str, floor: int, last: re.Match[str]) -> bool:
    """Whether `last` is the upper end of a range that the number begins, which then runs to its end."""
    high = decimal_of(last["high"]) * MAGNITUDES[last["magnitude"] or ""]
    unit = MEASURE_WORDS[last["unit"]]
    if high <= number.value or not unit.startswith(number.unit):
        return False  # 12场至15场次 is one, 5件至8人 none
    if _GREW.search(text, max(floor, number.start - _BEFORE_RANGE), number.start):
        return False
    number.value_max, number.unit, number.end = high, unit, last.end()
    return True


def _behind(text: str, end: int, stop: int) -> int:
    """What the character at the `end` of digits may mean, as bits; nothing from `stop` on."""
    return bits_at(_BEHIND, text, end) if end < stop else 0


def _space_at(text: str, position: int, stop: int) -> int:
    """1 where a space stands at `position`, before `stop`; else 0."""
    return 1 if position < stop and bits_at(_BEFORE, text, position) & _IS_SPACE else 0


def _mixed(text: str, begin: int, stop: int, floor: int, low: str) -> Number | None:
    """1万2千余件: a number of digits and steps by turns."""
    match = _MIXED_TOKEN.match(text, begin, stop)
    if match is None:
        return None
    first, last, more, magnitude, unit, tail = match.groups()
    shared = magnitude or ""
    value = mixed_value(first + (shared or _shared_step(first, last)))
    if value is None:
        return None
    number = Number(begin, match.end(), value, MEASURE_WORDS[unit] if unit else "")
    if last:
        number.value_max = mixed_value(last + shared)
    return _as_it_stands(number, text, floor, low, more=more, tail=tail)


def _shared_step(first: str, last: str | None) -> str:
    """万 of 2千3百至2千6百万元, which stands for both ends of the range."""
    shared = last is not None and last.endswith(("万", "亿")) and "万" not in first and "亿" not in first
    return last[-1] if last is not None and shared else ""


def _of_several_parts(text: str, begin: int, stop: int, floor: int) -> Number:
    """3—5万余件以上: a number with more behind its digits than a unit."""
    match = _DIGIT_TOKEN.match(text, begin, stop)
    assert match is not None, text[begin:stop]  # a digit stands there
    low, low_magnitude, high, magnitude, more, magnitude2, unit, tail = match.group(
        "low", "lowmagnitude", "high", "magnitude", "more", "magnitude2", "unit", "tail"
    )
    number = Number(begin, match.end(), decimal_of(low), MEASURE_WORDS[unit] if unit else "")
    if high:
        number.value_max = decimal_of(high)
    if magnitude or magnitude2:
        _scale(number, MAGNITUDES[magnitude or ""] * MAGNITUDES[magnitude2 or ""])
    if low_magnitude:
        number.value = decimal_of(low) * MAGNITUDES[low_magnitude]  # 9千至1万2千: each end has its own
    return _as_it_stands(number, text, floor, low, more=more, tail=tail)


def _as_it_stands(
    number: Number, text: str, floor: int, low: str, *, more: str | None = None, tail: str | None = None
) -> Number:
    """The number with its sign, bound and role, by what stands on both sides of it; `low` are its first digits."""
    begin, end = number.start, number.end
    before = bits_at(_BEFORE, text, begin - 1) if begin > floor else 0
    if before & _IS_SIGN and (begin - 1 == floor or text[begin - 2] in _BEFORE_SIGN):
        number.value = -number.value
        number.start -= 1
    if more or tail or (begin > floor and not before & _NO_BOUND):
        _qualify(number, text, (floor, begin), more, tail)
    behind = _behind(text, end, len(text))
    if before & _IS_ODD or behind & _IS_ODD_BEHIND or number.unit not in _COUNTED:
        number.role = _role(number, text, begin, text[begin - 1] if begin > floor else "\n", low)
    if text[end : end + 2] == _THRESHOLD:
        number.role = "name"
    return number


def _scale(number: Number, factor: Decimal) -> None:
    number.value *= factor
    if number.value_max is not None:
        number.value_max *= factor


def _words(match: re.Match[str], text: str, floor: int) -> Number:
    kind, begin = match.lastgroup, match.start()
    more: str | None = None
    if kind == "share":
        number = Number(begin, match.end(), chinese_value(match["hundredths"]), "%", chinese=True)
        tail = match["sharetail"]
    elif kind == "fraction":
        share = chinese_value(match["numerator"]) * 100 / chinese_value(match["denominator"])
        number = Number(begin, match.end(), round(share, 2), "%", approx=True, chinese=True)
        tail = None
    elif kind == "tenths":
        value = chinese_value(match["tenth"]) * 10
        if match["half"]:
            value += 5 if match["half"] == "半" else chinese_value(match["half"])
        number = Number(begin, match.end(), value, "%", approx=True, chinese=True)
        tail = match["tenthtail"]
    else:
        number, more, tail = _numeral(match)
    _qualify(number, text, (floor, begin), more, tail)
    before = text[begin - 1] if begin > floor else "\n"
    if before == "第":
        number.role = "ordinal"
    elif (
        before in "每一这几数跑"  # “最多跑一次”
        or text.startswith(_THRESHOLD, match.end())
        or _is_unit_alone(match, before)
        or (before in _OPENING_QUOTES and text[match.end() : match.end() + 1] in _CLOSING_QUOTES)
    ):
        number.role = "name"
    return number


_THRESHOLD = "大关"  # 突破千件大关，达到1034件: what was passed, beside what was reached


def _is_unit_alone(match: re.Match[str], before: str) -> bool:
    """罚没金额（万元）, 单位：万元: how it is counted, not how many."""
    return match["numeral"] in {"万", "百", "千"} and not match["cnmore"] and before in "（(：:/"


def _numeral(match: re.Match[str]) -> tuple[Number, str | None, str | None]:
    factor = MAGNITUDES[match["cnmagnitude"]] if match["cnmagnitude"] else Decimal(1)
    unit = match["cnunit"]
    if unit in {"万元", "亿元"}:
        factor *= MAGNITUDES[unit[0]]
        unit = "元"
    number = Number(
        match.start(), match.end(), chinese_value(match["numeral"]) * factor, MEASURE_WORDS[unit], chinese=True
    )
    if match["numeral2"]:
        number.value_max = chinese_value(match["numeral2"]) * factor
    if match["numeral"] == "万" and unit == "人":  # 万人化解率, 律师万人比
        number.role = "name"
    return number, match["cnmore"], match["cntail"]


def _qualify(number: Number, text: str, span: tuple[int, int], more: str | None, tail: str | None) -> None:
    """Bound and approximation, from the words on both sides."""
    if more:
        number.approx = True
    if tail:
        tail = tail.strip()
        if tail in {"以上", "及以上"}:
            number.bound = ">="
        elif tail in {"以下", "以内", "之内"}:
            number.bound = "<="
        else:
            number.approx = True
    floor, begin = span
    low, last = max(floor, begin - 10), begin - 1
    while last >= low and bits_at(_BEFORE, text, last) & _IS_SPACE:
        last -= 1
    if last < low:
        return
    before = bits_at(_BEFORE, text, last)
    if before & _IS_APPROXIMATE:
        number.approx = True
    if not number.bound and (before & _ENDS_BOUND or text.find("至少", low, begin) >= 0):
        number.bound = bound_told(text[low : last + 1])


def _role(number: Number, text: str, begin: int, before: str, low: str) -> str:
    unit, end = number.unit, number.end
    after = text[end : end + 1]
    if before in "第〔[【" or (before in "表图" and not unit):  # 图3, but 挂图800张
        return "ordinal"
    if unit in CODES or before in "+＋>＝=" or after in ("+", "＋", ">") or (before.isascii() and before.isalpha()):
        return "code"
    if unit in DURATIONS:
        return "duration"
    return "figure" if unit else _role_of_bare(text, end, before, low)


def _role_of_bare(text: str, end: int, before: str, low: str) -> str:
    """What a number without a measure word is: 1.加强统筹, 12348热线, “1457”."""
    after = text[end : end + 1]
    if after in _AFTER_LIST_NUMBER and before in _BEFORE_LIST_NUMBER and len(low) <= 2:
        return "list_number"
    if _HOTLINE.match(low) or len(low) > _LONGEST_BARE or text.startswith(_HOTLINE_NEAR, end):
        return "code"
    if before in _OPENING_QUOTES and after in _CLOSING_QUOTES:
        return "name"
    return "code" if after and after.isascii() and after.isalpha() else "figure"
