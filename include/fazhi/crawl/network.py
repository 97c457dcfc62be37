"""Connections that go only where a county's site may be, and answers that come to an end.

Every address is checked after the name is resolved, where the connection is made: neither a name that resolves to
something else a moment later nor a redirect leads to a private address. TLS is verified, but for hosts whose YAML gives
a reason why not.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import certifi
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import parse_url

from fazhi.crawl.failure import FetchError

_READ_AT_ONCE = 65536
_PLAIN_TARGET = re.compile(r"/[A-Za-z0-9/._~?=&-]*")
"""Path and query in which nothing has to be escaped."""
_SHORTEST_TRY = 0.05
"""Seconds below which it is not worth trying one more address."""
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Patience:
    """What one answer may cost, headers, body, trailers and interim answers together.

    It has `seconds`, and one more for every `slowest_rate` bytes that came: a large file has the time that it needs, a
    drip has not. After `most_bytes`, counted as sent, it is cut in any case.
    """

    seconds: float = 120
    slowest_rate: float = 100_000
    most_bytes: int = 200 * 1024 * 1024


_ORDINARY = Patience()


class Network:
    """How hosts are reached. `connect_to` is curl's `--connect-to`: host -> address:port, `*` for every host.

    `private_allowed`: the source is a sample, which may live on the loopback. `unverified`: hosts whose certificate is
    not checked.
    """

    def __init__(
        self,
        connect_to: Mapping[str, str],
        *,
        private_allowed: bool,
        unverified: Collection[str] = (),
        patience: Patience = _ORDINARY,
    ) -> None:
        self._connect_to = connect_to
        self._private_allowed = private_allowed
        self._unverified = unverified
        self.patience = patience

    def connection(self, scheme: str, host: str, port: int | None) -> HTTPConnection:
        """A connection to a host, made by `open` when it is first asked something (see `ask`)."""
        if scheme == "http":
            return _Plain(host, port, network=self)
        return _Secure(host, port, network=self, ssl_context=_tls(verified=host not in self._unverified))

    def open(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """A connected socket; to resolve the name and to connect may take `timeout` seconds each.

        Raises:
            FetchError: dns_failure, private_address, connection_refused, connection_failed or timeout.
        """
        name, real_port = self._target(host, port)
        addresses = _addresses(host, name, real_port, timeout)
        for address in addresses:
            self._check(host, address)
        return _connect_to_first(host, [(address, real_port) for address in addresses], timeout)

    def _target(self, host: str, port: int) -> tuple[str, int]:
        parents = ("*." + host.split(".", dots)[-1] for dots in range(1, host.count(".") + 1))
        entry = next((self._connect_to[name] for name in (host, *parents, "*") if name in self._connect_to), "")
        if not entry:
            return host, port
        address, _, real_port = entry.rpartition(":")
        return address.strip("[]") or host, int(real_port)

    def _check(self, host: str, address: str) -> None:
        if not self._private_allowed and not _is_public(address):
            raise FetchError(
                "private_address", f"{host} is at {address}: only a source marked sample may be there", of_host=True
            )


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner_address(ip)
        if inner is None:
            return ip in _GLOBAL_UNICAST and ip.is_global
        ip = inner
    return ip.is_global and not ip.is_multicast


def _inner_address(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Where an IPv6 address that stands for one of IPv4 (mapped, 6to4, NAT64) leads."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour


def _addresses(host: str, name: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of `name`. The system's resolver knows no deadline but its own, which may be minutes: it is asked
    by a thread of its own, which is left alone when `timeout` is over."""
    answers: SimpleQueue[list[Any] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
        except Exception as error:  # whatever it is, it is for the one who waits
            answers.put(error)

    if _is_written_out(name):
        ask()
    else:
        Thread(target=ask, name=f"resolve {name}", daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise FetchError(
            "timeout", f"{host}: the name was not resolved within {timeout:g} s", transient=True, of_host=True
        ) from None
    if isinstance(answer, Exception):
        raise FetchError("dns_failure", f"{host}: the name does not resolve ({answer})", of_host=True) from answer
    return [str(sockaddr[0]) for *_, sockaddr in answer]


def _is_written_out(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _connect_to_first(host: str, addresses: list[tuple[str, int]], timeout: float | None) -> socket.socket:
    """A connection to the first address that takes one. All have `timeout` together, each but the last half of what is
    left, as curl has it: a name may have a hundred addresses that are silent."""
    failure: FetchError | None = None
    deadline = None if timeout is None else time.monotonic() + timeout
    for number, address in enumerate(addresses, 1):
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left < _SHORTEST_TRY and failure:
            break
        try:
            connected = socket.create_connection(address, left and (left if number == len(addresses) else left / 2))
        except TimeoutError:
            failure = FetchError("timeout", f"{host}: no connection within {timeout:g} s", transient=True, of_host=True)
        except ConnectionRefusedError:
            failure = FetchError("connection_refused", f"{host} refuses connections", of_host=True)
        except OSError as error:
            failure = FetchError("connection_failed", f"{host}: no connection ({error})", transient=True, of_host=True)
        else:
            connected.settimeout(timeout)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
    raise failure or FetchError("dns_failure", f"{host}: the name has no address", of_host=True)


@cache
def _tls(*, verified: bool) -> ssl.SSLContext:
    """Trusts what the machine trusts and what browsers do. Making one costs more than a night's visit of a site."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def ask(
    connection: HTTPConnection,
    method: str,
    target: str,
    *,
    headers: Mapping[str, str],
    body: str | None = None,
    connect_seconds: float,
    read_seconds: float,
) -> BaseHTTPResponse:
    """The head of the answer to one request; its body is read from it. One connection has one request at a time.

    A connection that was kept open and that the server has closed meanwhile is made again. Raises what urllib3,
    http.client, ssl and the socket do: of urllib3's pools, which would keep one connection here and translate for it,
    nothing else is needed (decision 12). Whoever does not read the body to its end closes the connection.
    """
    if connection.sock is not None and not connection.is_connected:
        connection.close()
    connection.timeout = connect_seconds
    if not _PLAIN_TARGET.fullmatch(target):
        target = parse_url(f"http://host{target}").request_uri  # alone, //a/b would be taken for a host and its path
    with suppress(BrokenPipeError):  # an answer may have come before all was sent
        connection.request(method, target, body=body, headers=headers, preload_content=False)
    connection.timeout = read_seconds
    return connection.getresponse()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, patience: Patience, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.fp = io.BufferedReader(_PatientReader(self.fp.detach(), sock, patience), _READ_AT_ONCE)


class _Plain(HTTPConnection):
    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._network = network
        self.response_class = partial(_Response, patience=network.patience)  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout
        return self._network.open(self.host, self.port, timeout if isinstance(timeout, int | float) else None)


class _Secure(_Plain, HTTPSConnection):
    """Says nothing where nothing is verified: the YAML that asks for it says why, and the crawl's log repeats it."""


class _PatientReader(io.RawIOBase):
    """Reads one answer from a socket. Timeouts alone count from byte to byte: one a second holds a crawler for ever."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, patience: Patience) -> None:
        self._raw = raw
        self._sock = sock
        self._patience = patience
        self._deadline = time.monotonic() + patience.seconds
        self._received = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer was not complete in time")
        timeout = self._sock.gettimeout()
        if timeout is None or left < timeout:
            self._sock.settimeout(left)
        count: int = self._raw.readinto(buffer) or 0
        self._deadline += count / self._patience.slowest_rate
        self._received += count
        if self._received > self._patience.most_bytes:
            raise FetchError(
                "too_large", f"an answer of more than {self._patience.most_bytes:,} bytes, counted as sent"
            )
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()
