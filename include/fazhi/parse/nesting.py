"""How deep elements are nested, told from their tags before a tree is built.

A tree builder looks through all open elements at each tag, so that a page of a megabyte that only opens them takes it
minutes. Tags are not what they seem everywhere: in comments, scripts and attributes they open and close nothing, and
an end tag closes nothing that a table, a drawing or another block keeps apart. `is_shallow` is quick and believes a
page only where none of that can matter; `flattened` writes its tags so that the builder must read them as it does.
Both may take elements for deeper than they are, never for less than some tenth of their depth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set

from fazhi.parse.elements import FORMATTING, HEADINGS, TABLE_PARTS, UNESCAPED, VOID, in_both_cases, names

DEEPEST = 300

_SPACE = r"\t\n\f\r "
_OPAQUE = UNESCAPED | {"textarea", "title"}
"""Text up to their end tag is no markup."""
_UNREAD = _OPAQUE | {"select", "template"}
"""Also lists to choose from and templates have rules of their own, and nobody reads what is in them."""
_OPAQUE_NAMES, _UNREAD_NAMES = in_both_cases(sorted(_OPAQUE)), in_both_cases(sorted(_UNREAD))

_APART = re.compile(rf"<(?:[!?]|/(?![a-zA-Z])|(?=[sStTxXiInNpP](?![dDrRpPaA>]))({_OPAQUE_NAMES})(?=[{_SPACE}/>]))")
"""The second letter spares a look at the commonest: td, tr, table, p, span, input."""
_CLEAR_END = rf"[^<>\"'=]*+(?:(?<=[^{_SPACE}/])=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^{_SPACE}\"'<>=]++)[^<>\"'=]*+)*+>"
"""Of a tag that ends at its first > however its quotes are read: a value has one before and behind it, or is bare."""
_CLEAR_TAG = re.compile(rf"<(/?[a-zA-Z][^<{_SPACE}/>]*+){_CLEAR_END}")
_CLEAR_PAIR = re.compile(rf"<([a-zA-Z][^<{_SPACE}/>]*+){_CLEAR_END}[^<]*+</\1>")
_PASSES = 2
"""In which pairs without tags between them go: most tags of a long page, at half of what it costs to list them."""

_LEFT_OPEN = re.compile(rf"=[{_SPACE}]*(?:\"[^\"]*|'[^']*)\Z")
_ODD_COMMENT = re.compile("--!>|<!-?->")

_ATTRIBUTES = (
    rf"(?:[^>\"'=]++|=[{_SPACE}]{{0,9}}+\"[^\"]{{0,2000}}+\"|=[{_SPACE}]{{0,9}}+'[^']{{0,2000}}+'|[\"'=]){{0,100}}+"
)
"""Of bounded length, so that what never ends is not looked through again from every tag."""
_TOKEN = re.compile(
    rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*(?:>|\Z)|/(?![a-zA-Z])[^>]*(?:>|\Z)"
    rf"|(?P<unread>{_UNREAD_NAMES})(?=[{_SPACE}/>])(?P<of_unread>{_ATTRIBUTES})>"
    rf"(?P<content>.*?)(?:</(?i:(?P=unread))(?=[{_SPACE}/>])[^>]*>|\Z)"
    rf"|(?P<slash>/?)(?P<name>[a-zA-Z][^{_SPACE}/>]*+)(?:(?P<attributes>{_ATTRIBUTES})|[^>]*+)>)",
    re.DOTALL,
)
_PLAIN_DECLARATION = re.compile("<![a-zA-Z][^<>]*>")
_COMMENT = re.compile("<!--.*-->", re.DOTALL)
_LEFT_OUT = _UNREAD | names("frameset frame form search ruby rb rp rt rtc nobr image annotation-xml mglyph malignmark")
"""Elements that end, and end others, by rules of their own; what is read needs none of them."""
_KEPT_CONTENT = frozenset({"title", "textarea"})

_TABLE = frozenset({"table"})
_POINT = "!"
_BOUNDARIES = names("caption td th table marquee object applet") | {_POINT}
"""No end tag of another element reaches over them."""
_PARAGRAPH_BOUNDARIES = _BOUNDARIES | {"button"}
_BLOCKS = names(
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer header"
    " hgroup listing main menu nav ol pre section summary ul applet marquee object dd dt"
).union(HEADINGS)
"""Their end tags close what is open in them."""
_CLOSING_A_PARAGRAPH = (_BLOCKS | names("p li")) - names("button applet marquee object")
_SPECIAL = _BLOCKS | _BOUNDARIES | names("body head html iframe li noscript p tr")
"""No end tag of an inline element reaches over them."""
_CELLS = names("td th caption")
_INLINE_FORMATTING = FORMATTING | {"a"}
"""Left open in a block, they are opened again behind it; what is written closes them before."""
_DRAWINGS = {"svg": names("foreignobject desc title"), "math": names("mi mo mn ms mtext")}
"""With the elements in them whose content is markup of a page again."""
_LEAVING_A_DRAWING = (FORMATTING - {"font"}).union(HEADINGS) | names(
    "blockquote body br center dd div dl dt embed head hr img li listing menu meta ol p pre ruby"
    " span sub sup table ul var"
)
"""They end the drawing that they are opened in."""
_REACH = (
    dict.fromkeys(_BLOCKS, _BOUNDARIES)
    | dict.fromkeys(_CELLS, _TABLE)
    | {"table": _TABLE, "p": _PARAGRAPH_BOUNDARIES, "li": _BOUNDARIES | {"ul", "ol"}}
)
"""By element, over what its end tag does not reach to close it; that of any other stops before a _SPECIAL one."""
_ITEMS = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}
_ITEM_BOUNDARIES = _SPECIAL - {"address", "div", "p"}
_ALONE = frozenset(("html", "head", "body"))
"""Opened once."""


def is_shallow(html: str, deepest: int = DEEPEST) -> bool:
    """Whether no elements of `html` are nested deeper than `deepest`; False where its tags do not tell so at once."""
    markup = _without_what_is_apart(html)
    if markup is None:
        return False
    for _ in range(_PASSES):
        markup = _CLEAR_PAIR.sub("", markup)
    tags: list[str] = _CLEAR_TAG.findall(markup, 0, markup.rfind(">") + 1)
    if len(tags) < markup.count("<"):
        return False
    closers = dict.fromkeys(VOID, "")
    awaited: list[str] = []
    for tag in tags:
        if awaited and tag == awaited[-1]:
            awaited.pop()
            continue
        if tag[0] == "/":
            continue
        closer = closers.get(tag)
        if closer is None:
            if tag.lower() in _DRAWINGS:
                return False  # all that is void elsewhere is nested in them
            closer = closers[tag] = f"/{tag}"
        if closer:
            if len(awaited) >= deepest:
                return False
            awaited.append(closer)
    return True


def _without_what_is_apart(html: str) -> str | None:
    """Without comments, declarations and elements whose text is no markup; None where it is unclear where they end."""
    kept: list[str] = []
    position = 0
    while apart := _APART.search(html, position):
        piece = html[position : apart.start()]
        if piece.rfind("<") > piece.rfind(">"):
            return None  # in a tag, as far as one can tell
        end = _end_of_what_is_apart(html, apart)
        if end < 0:
            return None
        kept.append(piece)
        position = end
    kept.append(html[position:])
    return "".join(kept)


def _end_of_what_is_apart(html: str, apart: re.Match[str]) -> int:
    """Where the comment, declaration or element that begins at `apart` ends; below 0 where that is unclear."""
    start = apart.start()
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        odd = _ODD_COMMENT.search(html, start, end + 3)
        return end + 3 if end >= 0 and not odd else -1
    opened = html.find(">", start)
    if opened < 0 or apart[1] is None:
        return opened + 1 or -1
    if _LEFT_OPEN.search(html, start, opened) or apart[1].lower() == "plaintext":
        return -1
    closing = re.compile(rf"</{apart[1]}(?=[{_SPACE}/>])", re.IGNORECASE).search(html, opened)
    if closing is None or html.find("<!--", opened, closing.start()) >= 0:
        return -1  # a script in a comment in a script may go on behind its end tag
    return html.find(">", closing.start()) + 1 or -1


def flattened(html: str, deepest: int = DEEPEST) -> str:
    """Without the elements nested deeper than `deepest`; their content stays.

    What could be read in two ways is left out: the text of scripts, odd comments, and attributes with tags in them.
    """
    nesting = _Nesting(deepest)
    end = html.rfind(">") + 1  # behind it no tag ends: the pattern would look for an end from each < in vain

    def write(token: re.Match[str]) -> str:
        written = _written(token, nesting)
        joins = not written and token.start() > 0 and html[token.start() - 1] == "<"
        return "<!---->" if joins else written  # of 5<<b>a no <a becomes

    return _TOKEN.sub(write, html[:end]) + html[end:]


def _written(token: re.Match[str], nesting: _Nesting) -> str:
    """The token as it is left in the page, "" for one that is left out."""
    text = token.group()
    if token["unread"]:
        return _write_unread(token["unread"], token["of_unread"], token["content"])
    written, slash = token["name"], token["slash"]
    if not written:
        kept = _PLAIN_DECLARATION.fullmatch(text) or (_COMMENT.fullmatch(text) and not _ODD_COMMENT.search(text))
        return text if kept else ""
    name = written.lower()
    if name in _LEFT_OUT:
        return ""
    attributes = token["attributes"] if _is_plain(token["attributes"]) else ""
    if slash:
        kept = nesting.close(name)
        return nesting.ends() + (f"</{written}{attributes}>" if kept else "")
    ended = (token["attributes"] or "").endswith("/")
    kept = nesting.open(name, ended=ended)
    return nesting.ends() + (f"<{written}{attributes.removesuffix('/')}{' /' if ended else ''}>" if kept else "")


def _write_unread(name: str, attributes: str, content: str) -> str:
    if name.lower() == "plaintext":
        return ""
    kept = content.replace("<", "&lt;") if name.lower() in _KEPT_CONTENT else ""
    return f"<{name}{attributes if _is_plain(attributes) else ''}>{kept}</{name}>"


def _is_plain(attributes: str | None) -> bool:
    """Whether the tag ends behind these however its quotes are read."""
    if attributes is None or "<" in attributes or ">" in attributes:
        return False
    return not _LEFT_OPEN.search(attributes)


class _Nesting:
    """The open elements of a page, as its tree builder would have them.

    In `names` a drawing is #svg, an element of it *path, and one whose content is markup of a page again !desc.
    """

    def __init__(self, deepest: int) -> None:
        self.deepest = deepest
        self.names: list[str] = []
        self._ends: list[str] = []
        self.dropped: dict[str, int] = {}  # by name, those that were opened too deep and not closed since

    def open(self, name: str, *, ended: bool) -> bool:
        """Note a start tag, which in a drawing may be `ended` by itself; False where the element is nested too deep."""
        if self._is_in_drawing():
            if name not in _LEAVING_A_DRAWING:
                return self._open_in_drawing(name, ended=ended)
            self._leave_drawing()
        if name in VOID or name in _ALONE:
            if name == "hr":
                self._end_paragraph()
            return True
        if name in _SPECIAL or name in _DRAWINGS or name in TABLE_PARTS:
            self._end_formatting(_INLINE_FORMATTING)
        elif name == "a":
            self._end_formatting({"a"})
        if name in _DRAWINGS:
            return ended or self._push(f"#{name}")
        if name in TABLE_PARTS and name != "table":
            return self._open_part_of_table(name)
        self._end_what_goes_before(name)
        return self._push(name)

    def close(self, name: str) -> bool:
        """Note an end tag; False where its element was too deep."""
        if self.dropped.get(name):
            self.dropped[name] -= 1
            return False
        if self.dropped.get("table") and name in TABLE_PARTS:
            return False
        if self.names and self.names[-1][0] in "#*!":
            if name in {"p", "br"}:
                self._leave_drawing()
            elif self._close_in_drawing(name):
                return True
        if name == "tr":
            self._pop(("td", "th"), _TABLE)
        elif name in HEADINGS:
            self._pop(HEADINGS, _BOUNDARIES)
        elif name in _REACH:
            self._pop((name,), _REACH[name])
        elif name not in _ALONE and name not in TABLE_PARTS:
            self._pop((name,), _SPECIAL)
        return True

    def ends(self) -> str:
        """The end tags to be written before the tag that was noted last."""
        written = "".join(f"</{name}>" for name in self._ends)
        self._ends.clear()
        return written

    def _end_paragraph(self, *, written: bool = False) -> None:
        if self._pop(("p",), _PARAGRAPH_BOUNDARIES) and written:
            self._ends.append("p")

    def _end_formatting(self, names: Set[str]) -> None:
        """Close the formatting of these names, and what is open in it: a block within would have it opened again."""
        place = next((place for place, name in enumerate(self.names) if name in names), -1)
        if place >= 0:
            ended = self.names[place]
            self._cut(place)
            self._ends.append(ended)

    def _is_in_drawing(self) -> bool:
        return bool(self.names) and self.names[-1][0] in "#*"

    def _leave_drawing(self) -> None:
        while self._is_in_drawing():
            self._cut(len(self.names) - 1)

    def _open_in_drawing(self, name: str, *, ended: bool) -> bool:
        if name == "font":
            return False  # with a colour it would leave the drawing, with another attribute not
        drawing = next(entry for entry in reversed(self.names) if entry[0] == "#")
        return ended or self._push(f"{_POINT if name in _DRAWINGS[drawing[1:]] else '*'}{name}")

    def _close_in_drawing(self, name: str) -> bool:
        """Close the innermost `name` of the drawing that is open; False where there is none."""
        for place in range(len(self.names) - 1, -1, -1):
            entry = self.names[place]
            if entry[0] not in "#*!":
                return False
            if entry[1:] == name:
                self._cut(place)
                return True
        return False

    def _end_what_goes_before(self, name: str) -> None:
        """Close what a start tag of `name` ends without an end tag."""
        last = self.names[-1] if self.names else ""
        if last and (last == name == "option" or (last in HEADINGS and name in HEADINGS)):
            self._cut(len(self.names) - 1)
        elif name == "button":
            self._pop((name,), _BOUNDARIES)
        elif name in _ITEMS:
            self._pop(_ITEMS[name], _ITEM_BOUNDARIES)
        if name in _CLOSING_A_PARAGRAPH:
            self._end_paragraph()
        elif name == "table":
            self._pop(_TABLE, _CELLS)  # outside its cells none begins in it
            # Whether a table ends the paragraph that it stands in depends on the document type: here it always does.
            self._end_paragraph(written=True)

    def _push(self, name: str) -> bool:
        if len(self.names) >= self.deepest:
            bare = name.lstrip("#*!")
            self.dropped[bare] = self.dropped.get(bare, 0) + 1
            return False
        self.names.append(name)
        return True

    def _open_part_of_table(self, name: str) -> bool:
        if self.dropped.get("table"):
            return False
        place = self._find(_TABLE, frozenset())
        if place < 0:
            return True  # it is passed over
        self._cut(place + 1)
        return self._push(name) if name in _CELLS else True

    def _find(self, wanted: Collection[str], boundaries: frozenset[str]) -> int:
        """The place of the innermost of `wanted` that no boundary keeps apart; -1 for none."""
        for place in range(len(self.names) - 1, -1, -1):
            name = self.names[place]
            if name in wanted:
                return place
            if (_POINT if name[0] == _POINT else name) in boundaries:
                return -1
        return -1

    def _pop(self, wanted: Collection[str], boundaries: frozenset[str]) -> bool:
        """Close the innermost of `wanted`, and what is open in it; False where there is none."""
        place = self._find(wanted, boundaries)
        if place >= 0:
            self._cut(place)
        return place >= 0

    def _cut(self, place: int) -> None:
        """Close what is open from `place` on, formatting in it with end tags of its own."""
        self._ends += [name for name in reversed(self.names[place + 1 :]) if name in _INLINE_FORMATTING]
        del self.names[place:]
        if len(self.names) <= self.deepest // 2:
            self.dropped.clear()  # far above them: what they belonged to has ended
