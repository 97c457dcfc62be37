"""Members of ZIP packages under limits. Member names are labels: nothing is ever written under one."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from lxml import etree

from fazhi.parse.files import limits
from fazhi.parse.files.refusal import Refusal

_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1
_DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")


class Package:
    """A ZIP in memory whose members are unpacked within what is left of the limits."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(body))
        except Exception as error:  # zipfile raises far more than BadZipFile on hostile bytes
            raise Refusal("damaged", f"the file is cut off or broken ({error})") from error
        # A member without a name names nothing that could be read, and zipfile stumbles over it.
        self._members = {member.filename: member for member in self._zip.infolist() if member.filename}
        if len(self._zip.infolist()) > limits.MEMBERS:
            raise Refusal("too_large", f"it packs {len(self._members):,} files; the limit is {limits.MEMBERS:,}")
        self._left = limits.UNPACKED_BYTES

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """Files in it, in their order, folders left out."""
        return [member for member in self._members.values() if not member.is_dir()]

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """One member, unpacked.

        Raises:
            Refusal: it is missing, encrypted, damaged, or unpacks to more than the limits allow.
        """
        member = self._members.get(name)
        if member is None:
            raise Refusal("damaged", f"its part {name} is missing")
        if member.flag_bits & _ENCRYPTED:
            raise Refusal("encrypted", f"{name[:80]} in it is under a password; ask the publisher for an open one")
        chunks, size = [], 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._refuse_bomb(member, size)
                    chunks.append(chunk)
        except Refusal:
            raise
        except Exception as error:
            raise Refusal("damaged", f"{name[:80]} in it is broken ({error})") from error
        self._left -= size
        return b"".join(chunks)

    def _refuse_bomb(self, member: zipfile.ZipInfo, size: int) -> None:
        if size > self._left:
            raise Refusal("too_large", f"it unpacks to more than {limits.UNPACKED_BYTES:,} bytes")
        if size > limits.RATIO_FROM_BYTES and size > limits.PACKING_RATIO * max(1, member.compress_size):
            raise Refusal("too_large", f"{member.filename[:80]} in it unpacks to {limits.PACKING_RATIO} times its size")


def xml_of(data: bytes) -> etree._Element:
    """The root of an XML part. Office files have no DTD: one is refused before anything is expanded.

    Raises:
        Refusal: damaged.
    """
    refuse_entities(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged", f"its XML is broken ({error})") from error


def refuse_entities(data: bytes) -> None:
    """Refuse an XML part that declares a document type or entities, in any encoding."""
    if _DTD.search(data):
        raise Refusal("damaged", "its XML declares entities, as no Office file does")
