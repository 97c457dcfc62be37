"""`python -m tests.extract.all_figures SEED`: what parser and extractor give for the sample province, every language
case and texts made from them by mistakes of the hand, a line each; first whether it runs compiled."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from fazhi.catalogue import load_catalogue
from fazhi.extract import COMPILED, extract
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.unrecognised import unrecognised
from fazhi.parse import NoBodyError, parse_page, parse_text
from fazhi.parse.document import Document
from fazhi.settings import PROJECT

_TITLES = ("", "某县2023年法治政府建设情况的报告", "2023年政府信息公开工作年度报告", "2024年工作要点")
_MISTYPED = "0123456789.,，。；：（）万亿余多件人次名%％年月日-至其中一二三十百两第每各全\n"
_MISTAKES = 600


def main(seed: str) -> None:
    """Print them."""
    catalogue = load_catalogue(PROJECT / "include/catalogue")
    print(COMPILED)
    for document in _documents(random.Random(seed)):
        extraction = extract(document, catalogue)
        print(document)
        print(extraction)
        print(unrecognised(document, extraction, Lexicon.of(catalogue)))


def _documents(chance: random.Random) -> Iterator[Document]:
    pages = [file.read_text(encoding="utf-8") for file in sorted((PROJECT / "examples/yunchuan/pages").glob("*.html"))]
    texts = [case["text"] for file in sorted(_specs()) for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
    for page in pages:
        yield parse_page(page.encode(), url="http://a.example/a.html")
    for text in texts:
        yield parse_text(text, url="file:///a.txt", title=_TITLES[1])
    for number in range(_MISTAKES):
        if number % 3:
            text = "\n\n".join(chance.choices(texts, k=5))
            yield parse_text(_mistyped(text, chance), url="file:///a.txt", title=chance.choice(_TITLES))
        else:
            with suppress(NoBodyError):  # a mistake in a tag may cost the whole text
                yield parse_page(_mistyped(chance.choice(pages), chance).encode(), url="http://a.example/a.html")


def _specs() -> Iterator[Path]:
    return (PROJECT / "tests/specs").glob("*.yml")


def _mistyped(text: str, chance: random.Random) -> str:
    signs = list(text)
    for _ in range(chance.choice((1, 5, 40))):
        place, what = chance.randrange(len(signs)), chance.random()
        if what < 0.35:
            signs[place] = chance.choice(_MISTYPED)
        elif what < 0.6 and len(signs) > 100:
            del signs[place : place + chance.choice((1, 3, 30))]
        elif what < 0.85:
            signs.insert(place, chance.choice(_MISTYPED))
        else:
            again = chance.randrange(len(signs))
            signs[place:place] = signs[again : again + chance.choice((5, 60))]
    return "".join(signs)


if __name__ == "__main__":
    main(sys.argv[1])
