"""The embedded server: made once, started when needed, refused with its log."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import psutil
import psycopg
import pytest

from fazhi.postgresql import PostgresError, binaries
from fazhi_local.postgres import PostgresServer, free_port


def test_what_was_written_is_there_after_a_restart(tmp_path: Path):
    server = PostgresServer(tmp_path / "data", free_port())
    server.start()
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('法治')")
            backend = psutil.Process(connection.info.backend_pid)
            assert server.pid == backend.ppid()
        server.start()
        server.stop()
        assert not server.running()
        server.start()
        with psycopg.connect(server.dsn("postgres")) as connection:
            assert connection.execute("SELECT word FROM kept").fetchall() == [("法治",)]
    finally:
        server.stop()


def test_it_listens_on_the_loopback_alone(postgres: PostgresServer):
    with psycopg.connect(postgres.dsn("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_a_port_in_use_is_named_with_the_servers_log(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PostgresError, match=rf"did not start on port {port}(.|\n)*in use"):
            PostgresServer(tmp_path / "data", port).start()


def test_a_directory_without_binaries_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    binaries.cache_clear()
    monkeypatch.setenv("FAZHI_PG_BINDIR", str(tmp_path))
    with pytest.raises(PostgresError, match=rf"FAZHI_PG_BINDIR={tmp_path} holds no initdb"):
        binaries()
    binaries.cache_clear()


def test_a_preferred_port_is_given_only_while_it_is_free():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) != taken
    assert free_port(taken) == taken


@pytest.mark.parametrize(
    ("gigabytes", "shared"), [(0.25, "128MB"), (2, "512MB"), (16, "1GB")], ids=["little", "some", "much"]
)
def test_a_server_shares_a_quarter_of_the_memory_up_to_a_gigabyte(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, gigabytes: float, shared: str
):
    told, pages = os.sysconf, int(gigabytes * 2**30 // os.sysconf("SC_PAGE_SIZE"))
    monkeypatch.setattr(os, "sysconf", lambda name: pages if name == "SC_PHYS_PAGES" else told(name))
    server = PostgresServer(tmp_path / "data", free_port())
    server.start()
    try:
        with psycopg.connect(server.dsn("postgres")) as connection:
            assert connection.execute("SHOW shared_buffers").fetchone() == (shared,)
    finally:
        server.stop()
