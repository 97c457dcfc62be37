"""Files that are not what they say, or say too much: each ends in a reason, none in a crash or a long wait."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest

from fazhi.parse.files import FileRefusedError, limits, parse_file, sandbox
from fazhi.parse.files.reader import read_file
from fazhi.parse.files.refusal import Refusal
from fazhi.parse.files.sandbox import read_apart
from fazhi.parse.files.unpack import Package
from fazhi.settings import PROJECT
from tests.counts import count, counted
from tests.files import build, content, recorded

SEEDS_OF_A_PROCESS = 1000
"""Each file has a process of its own in earnest; here a thousand share one, or imports were all that it does."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole_with(stream: str) -> bytes:
    """The head of an OLE file with one directory entry."""
    return OLE.ljust(512, b"\0") + (stream + "\0").encode("utf-16-le").ljust(128, b"\0") + b"\0" * 384


def refused(body: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        read_file(body)
    return caught.value.reason, str(caught.value)


@pytest.mark.parametrize(
    ("body", "reason", "told"),
    [
        (b"", "damaged", "empty"),
        (b"\0" * 400, "damaged", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "wrong_format", "web page"),
        ("\ufeff<html>请登录</html>".encode(), "wrong_format", "web page"),
        (b"GIF89a......", "wrong_format", "GIF89a"),
        (b"Rar!\x1a\x07\x00rest", "unsupported_format", "RAR"),
        (b"{\\rtf1\\ansi text}", "unsupported_format", "rich text"),
        (ole_with("WordDocument"), "unsupported_format", "DOC"),
        (ole_with("EncryptedPackage"), "encrypted", "password"),
        (ole_with("Something"), "damaged", "main stream"),
        (build.zip_of({"OFD.xml": b"<OFD/>"}), "unsupported_format", "OFD"),
        (build.zip_of({}), "no_text", "empty"),
        (build.zip_of({"a.txt": b"text"}), "wrong_format", "a.txt"),
        (build.docx([]), "no_text", "nothing is written"),
        (b"%PDF-1.7\n%%EOF\n", "damaged", "PDF"),
        (build.scan(3), "needs_ocr", "3 of its 3 pages"),
        (build.scan(2, stamp="12"), "needs_ocr", "2 of its 2 pages"),
    ],
)
def test_what_is_not_read_says_why(body: bytes, reason: str, told: str) -> None:
    found, message = refused(body)
    assert (found, told in message) == (reason, True), message


def test_the_error_names_the_file() -> None:
    with pytest.raises(FileRefusedError, match=r"http://a\.example/b\.pdf: 1 of its 1 pages") as caught:
        parse_file(build.scan(), url="http://a.example/b.pdf")
    assert caught.value.reason == "needs_ocr"


@pytest.mark.parametrize("path", recorded.files(), ids=lambda path: path.name)
def test_a_truncated_file_is_damaged(path) -> None:
    body = path.read_bytes()
    assert refused(body[: len(body) * 2 // 3])[0] == "damaged"


def test_a_pdf_under_a_password_is_encrypted() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 700, "76")
    canvas.save()
    assert refused(out.getvalue())[0] == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0))
    canvas.drawString(100, 700, "reconsideration cases 76")
    canvas.save()
    assert "76" in read_file(out.getvalue()).html


def test_a_member_under_a_password_is_encrypted() -> None:
    body = bytearray(build.zip_of({"a.docx": build.docx(["一。"])}))
    central = body.rfind(b"PK\x01\x02")
    body[6] |= 1
    body[central + 8] |= 1
    assert refused(bytes(body))[0] == "encrypted"


@pytest.mark.parametrize("name", ["word/document.xml", "xl/worksheets/sheet1.xml"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    bomb = b"<w:p>" + b" " * (limits.RATIO_FROM_BYTES * 4)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml" if name.startswith("xl") else "x", b"<x/>")
        package.writestr(name, bomb)
    assert len(packed.getvalue()) < 100_000
    assert refused(packed.getvalue())[0] == "too_large"


def test_all_members_together_stay_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 3000)
    body = build.docx(["一。"])
    assert 1000 > len(body) > 600
    reading = read_file(build.zip_of({f"{number}.docx": body for number in range(5)}))
    assert reading.unread[-1] == "4.docx: it unpacks to more than 3,000 bytes"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "http://10.0.0.1/">]>'.encode("utf-16"),
    ],
)
def test_entities_are_refused_before_anything_is_expanded(declaration: bytes) -> None:
    document = build.zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": declaration + b"<w>&f;</w>"})
    workbook = build.xlsx({"Sheet1": content.PENALTIES})
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members["xl/sharedStrings.xml"] = declaration + members.get("xl/sharedStrings.xml", b"")
    for body in (document, build.zip_of(members)):
        assert refused(body)[0] == "damaged"


def test_names_in_a_zip_are_labels_and_never_paths(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reading = read_file(build.zip_of({"../../etc/一\n二.docx": build.docx(["办结7件。"])}))
    assert "<h1>一二</h1>" in reading.html
    assert ".." not in reading.html
    assert not list(tmp_path.iterdir())


def test_a_member_without_a_name_is_passed_over() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        written.writestr("x", b"nothing")
    nameless = Package(packed.getvalue().replace(b"x", b"\0"))
    assert nameless.members == []


def test_a_zip_in_a_zip_is_not_opened() -> None:
    inner = build.zip_of({"a.docx": build.docx(["一。"])})
    assert refused(build.zip_of({"b.zip": inner})) == (
        "unsupported_format",
        "b.zip: a ZIP in a ZIP is not opened",
    )


def test_too_many_pages_cells_and_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGES", 2)
    monkeypatch.setattr(limits, "CELLS", 10)
    monkeypatch.setattr(limits, "DOCUMENTS_IN_ZIP", 2)
    assert refused(build.scan(3))[0] == "too_large"
    assert refused(build.xlsx({"Sheet1": content.PENALTIES}))[0] == "too_large"
    assert refused(build.docx([content.PENALTIES]))[0] == "too_large"
    assert refused(build.zip_of({f"{number}.docx": b"" for number in range(3)}))[0] == "too_large"


def test_deep_nesting_is_refused() -> None:
    depth = 2000
    body = "<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth
    assert refused(build.docx_of(body))[0] == "damaged"


class TestSandbox:
    @pytest.fixture(autouse=True)
    def _readers_of_its_own(self) -> Iterator[None]:
        sandbox.end_readers()
        yield
        sandbox.end_readers()

    def test_a_file_after_another_is_read_by_a_process_that_knows_nothing_of_it(self) -> None:
        """The process that imports the libraries lives on, and the one that reads does not."""
        first, second = (read_apart(build.docx([text])) for text in ("一。", "二。"))
        assert ("一" in first.html, "二" in first.html) == (True, False)
        assert ("一" in second.html, "二" in second.html) == (False, True)

    def test_after_one_that_kills_its_reader_the_next_is_read(self) -> None:
        for body, seconds, reason in (
            (build.docx(["一。"]), 0.001, "timeout"),
            (b"%PDF-", 120, "damaged"),
        ):
            with pytest.raises(Refusal) as caught:
                read_apart(body, seconds=seconds)
            assert caught.value.reason == reason
            assert "一" in read_apart(build.docx(["一。"])).html

    def test_threads_and_forked_processes_have_readers_of_their_own(self) -> None:
        bodies = [build.docx([f"第{number}号文件。"]) for number in range(12)]
        assert "第0号" in read_apart(bodies[0]).html, "there is a reader before the fork"
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            forked = list(pool.map(_html_of, bodies))
        with ThreadPoolExecutor(4) as threads:
            threaded = list(threads.map(_html_of, bodies))
        assert forked == threaded
        for number, html in enumerate(forked):
            assert f"第{number}号" in html

    def test_readers_end_with_the_process_that_asks_them(self) -> None:
        program = (
            "from fazhi.parse.files import sandbox; from tests.files import build\n"
            "sandbox.read_apart(build.docx(['一。'])); print(sandbox._idle[0]._process.pid)"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(int(done.stdout)).wait(timeout=30)

    def test_a_file_that_takes_too_long_is_given_up(self) -> None:
        with pytest.raises(Refusal) as caught:
            read_apart(build.docx(["一。"]), seconds=0.001)
        assert caught.value.reason == "timeout"

    def test_a_reader_that_uses_up_its_time_on_the_processor_took_too_long(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        reader = tmp_path / "reader"
        reader.write_text("#!/bin/sh\nkill -XCPU $$\n", encoding="ascii")
        reader.chmod(0o755)
        monkeypatch.setattr(sandbox.sys, "executable", str(reader))
        with pytest.raises(Refusal, match="processor") as caught:
            read_apart(b"%PDF-")
        assert caught.value.reason == "timeout"

    def test_a_reader_that_dies_is_an_outcome(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
        with pytest.raises(Refusal, match="exit 1") as caught:
            read_apart(b"%PDF-")
        assert caught.value.reason == "damaged"

    def test_a_page_that_unpacks_to_gigabytes_is_too_large(self) -> None:
        with pytest.raises(Refusal) as caught:
            read_apart(build.pdf_bomb(3 * 1024))
        assert caught.value.reason == "too_large"

    def test_a_picture_that_claims_gigabytes_is_not_decoded(self) -> None:
        body = build.scan().replace(b"/Width 60", b"/Width 99999")
        with pytest.raises(Refusal) as caught:
            read_apart(body)
        assert caught.value.reason == "needs_ocr"


def _html_of(body: bytes) -> str:
    return read_apart(body).html


@counted
def test_mutated_files_never_crash() -> None:
    seeds = count(300, 100_000)
    ended: Counter[str] = Counter()
    for first in range(0, seeds, SEEDS_OF_A_PROCESS):
        end = min(first + SEEDS_OF_A_PROCESS, seeds)
        done = subprocess.run(
            [sys.executable, "-m", "tests.files.mutate", str(first), str(end)],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"seeds {first} to {end}: {done.stderr[-2000:]}"
        ended.update(json.loads(done.stdout))
    assert sum(ended.values()) == seeds
    assert ended["read"] > 0
    assert ended["damaged"] > 0
