"""Sockets that go only where a county's site may be: every address is checked after the name is resolved.

The check stands where the connection is made, so that a name which resolves to something else a moment later, or a
redirect, cannot lead to a private address.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from fazhi.crawl.failure import FetchError


class Network:
    """How hosts are reached. `connect_to` is curl's `--connect-to`: host -> address:port, `*` for every host.

    `private_allowed`: the source is a sample, which may live on the loopback.
    """

    def __init__(self, connect_to: Mapping[str, str], *, private_allowed: bool) -> None:
        self._connect_to = connect_to
        self._private_allowed = private_allowed

    def adapter(self) -> HTTPAdapter:
        """A transport adapter for requests whose connections all come from `open`; it never retries by itself."""
        return _GuardedAdapter(self)

    def open(self, host: str, port: int, timeout: float | None) -> socket.socket:
        """A connected socket.

        Raises:
            FetchError: dns_failure, private_address, connection_refused, connection_failed or timeout.
        """
        address, real_port = self._target(host, port)
        try:
            found = socket.getaddrinfo(address, real_port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError("dns_failure", f"{host}: the name does not resolve ({error})", of_host=True) from error
        for *_, sockaddr in found:
            self._check(host, str(sockaddr[0]))
        return _connect_to_first(host, [(str(sockaddr[0]), real_port) for *_, sockaddr in found], timeout)

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
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def _connect_to_first(host: str, addresses: list[tuple[str, int]], timeout: float | None) -> socket.socket:
    failure: FetchError | None = None
    for address in addresses:
        try:
            connected = socket.create_connection(address, timeout)
        except TimeoutError:
            failure = FetchError("timeout", f"{host}: no connection within {timeout:g} s", transient=True, of_host=True)
        except ConnectionRefusedError:
            failure = FetchError("connection_refused", f"{host} refuses connections", of_host=True)
        except OSError as error:
            failure = FetchError("connection_failed", f"{host}: no connection ({error})", transient=True, of_host=True)
        else:
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
    raise failure or FetchError("dns_failure", f"{host}: the name has no address", of_host=True)


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, network: Network) -> None:
        self._network = network
        super().__init__(max_retries=0, pool_connections=4, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _guarded_pools(self._network)


def _guarded_pools(network: Network) -> dict[str, Any]:
    def new_connection(connection: HTTPConnection) -> socket.socket:
        timeout = connection.timeout
        return network.open(connection.host, connection.port, timeout if isinstance(timeout, int | float) else None)

    class Plain(HTTPConnection):
        _new_conn = new_connection

    class Secure(HTTPSConnection):
        _new_conn = new_connection

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
