"""What a file is, by its bytes: its name and the server's Content-Type are only claims."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Literal

from fazhi.parse.files.refusal import Refusal

Kind = Literal["pdf", "docx", "xlsx", "xls", "zip"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 1024
"""Bytes in which a file says what it is."""
_OLE_ENTRY = 128
_UNSUPPORTED = {
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"{\\rtf": "a rich text file",
}
_UNSUPPORTED_PACKAGES = {
    "OFD.xml": "an OFD document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "content.xml": "an OpenDocument file",
    "xl/workbook.bin": "a binary workbook (XLSB)",
}
_UNSUPPORTED_STREAMS = {
    "WordDocument": "a Word document of before 2007 (DOC)",
    "PowerPoint Document": "a PowerPoint file",
}
_ASK_FOR = "ask the publisher for PDF, DOCX or XLSX, or convert it by hand"


def kind_of(body: bytes) -> Kind:
    """The format of `body`.

    Raises:
        Refusal: encrypted, damaged, unsupported_format or wrong_format.
    """
    if not body.strip(b"\0 \t\r\n"):
        raise Refusal("damaged", "the file is empty")
    if b"%PDF-" in body[:HEAD]:
        return "pdf"
    if body.startswith(b"PK"):
        return _package_kind(body)
    if body.startswith(_OLE):
        return _ole_kind(body)
    for magic, name in _UNSUPPORTED.items():
        if body.startswith(magic):
            raise Refusal("unsupported_format", f"it is {name}, which is not read; {_ASK_FOR}")
    if is_web_page(body):
        raise Refusal("wrong_format", "the address gives a web page and no file; open it in a browser")
    raise Refusal("wrong_format", f"it begins with {body[:8]!r}, as no PDF, Office file or ZIP does")


def is_file(body: bytes) -> bool:
    """Whether a site sent a file where a page was asked for."""
    return body.startswith((b"%PDF-", b"PK\x03\x04", _OLE))


def is_web_page(body: bytes) -> bool:
    """Whether a site sent a page where a file was asked for: an error, a login, a viewer."""
    head = body[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<?xml", b"<table", b"<meta", b"<!--"))


def _package_kind(body: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(body)) as package:
            names = set(package.namelist())
    except Exception as error:  # zipfile raises far more than BadZipFile on hostile bytes
        raise Refusal("damaged", f"the file is cut off or broken ({error})") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    for part, name in _UNSUPPORTED_PACKAGES.items():
        if part in names:
            raise Refusal("unsupported_format", f"it is {name}, which is not read; {_ASK_FOR}")
    if "[Content_Types].xml" in names:
        raise Refusal("damaged", "it is an Office file without its main part")
    return "zip"


def _ole_kind(body: bytes) -> Kind:
    """By the names of its streams: directory entries are aligned, so a name inside a text is not mistaken for one."""
    if _has_stream(body, "EncryptedPackage"):
        raise Refusal("encrypted", "it is an Office file under a password; ask the publisher for an open one")
    if _has_stream(body, "Workbook") or _has_stream(body, "Book"):
        return "xls"
    for stream, name in _UNSUPPORTED_STREAMS.items():
        if _has_stream(body, stream):
            raise Refusal("unsupported_format", f"it is {name}, which is not read; {_ASK_FOR}")
    raise Refusal("damaged", "it is an old Office file without its main stream")


def _has_stream(body: bytes, name: str) -> bool:
    entry = (name + "\0").encode("utf-16-le")
    at = body.find(entry)
    while at >= 0 and at % _OLE_ENTRY:
        at = body.find(entry, at + 1)
    return at >= 0
