"""A PostgreSQL server of our own: no Docker, no root needed, none refused.

PostgreSQL refuses to run as uid 0, so as root each command runs in a user namespace in which it sees uid 65534;
files stay owned by root. Without user namespaces it runs as `nobody` on a data directory given to that user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fazhi.postgresql import PostgresError, binaries

SUPERUSER = "fazhi_owner"
_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


def free_port(preferred: int = 0) -> int:
    """`preferred` if nobody listens there on 127.0.0.1, else one that is free."""
    for port in filter(None, (preferred,)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A cluster in `directory`, listening on 127.0.0.1:`port` only."""

    directory: Path
    port: int

    @property
    def log(self) -> Path:
        return self.directory.with_name(self.directory.name + ".log")

    @property
    def pid(self) -> int:
        """The id of the postmaster, the process above all others of the server.

        Raises:
            FileNotFoundError: it does not run.
        """
        return int((self.directory / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])

    def dsn(self, database: str, user: str = SUPERUSER) -> str:
        """A libpq URL of `database` on this server."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self, *, durable: bool = True) -> None:
        """Create the cluster if there is none and start it unless it runs; `durable=False` is for tests only.

        Raises:
            PostgresError: initdb or pg_ctl failed.
        """
        if not (self.directory / "PG_VERSION").exists():
            self._create(durable=durable)
        if self.running():
            return
        result = self._run(
            "pg_ctl", "-D", str(self.directory), "-w", "-l", str(self.log), "-o", f"-p {self.port}", "start"
        )
        if result.returncode:
            log = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else result.stderr
            raise PostgresError(f"PostgreSQL did not start on port {self.port}; {self.log} ends with:\n{log}")

    def stop(self) -> None:
        """Stop the server, if it runs, after its clients' current statements."""
        if self.running():
            self._run("pg_ctl", "-D", str(self.directory), "-w", "-m", "fast", "stop")

    def running(self) -> bool:
        """Whether a postmaster of this cluster is alive."""
        return self._run("pg_ctl", "-D", str(self.directory), "status").returncode == 0

    def _create(self, *, durable: bool) -> None:
        self.directory.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.directory, ignore_errors=True)
        if _needs_other_user():
            self.directory.mkdir(mode=0o700)
            os.chown(self.directory, pwd.getpwnam("nobody").pw_uid, -1)
        arguments = ("-D", str(self.directory), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C")
        result = self._run("initdb", *arguments, "--no-instructions", "--no-sync")
        if result.returncode:
            shutil.rmtree(self.directory, ignore_errors=True)
            raise PostgresError(f"initdb failed in {self.directory}:\n{result.stdout}{result.stderr}")
        options = {
            "listen_addresses": "'127.0.0.1'",
            "unix_socket_directories": "''",  # a socket path over 107 bytes would refuse to start
            "max_connections": "200",
            "shared_buffers": f"{_shared_megabytes()}MB",
            # what a transaction makes and fills is written once, not also to the log: nobody replicates this server,
            # and backups are dumps (docs/decisions/0024 and 0036)
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "timezone": "'Asia/Shanghai'",
        }
        if not durable:
            options["shared_buffers"] = "256MB"  # of a test there may be many servers
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        with (self.directory / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.writelines(f"{name} = {value}\n" for name, value in options.items())

    def _run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        line = [str(binaries() / command), *arguments]
        if os.getuid() == 0 and not _needs_other_user():
            line = [*_NAMESPACE, *line]
        # stdin and the streams of a started server must not be ours: pg_ctl would keep our pipes open
        starts = command == "pg_ctl" and arguments[-1] == "start"
        return subprocess.run(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if starts else subprocess.PIPE,
            stderr=subprocess.DEVNULL if starts else subprocess.PIPE,
            text=True,
            check=False,
            user="nobody" if _needs_other_user() else None,
            cwd="/" if _needs_other_user() else None,
        )


def _shared_megabytes() -> int:
    """A quarter of the machine's memory, as PostgreSQL advises, up to what the load of a year has use for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(128, min(1024, memory // 4 // 2**20))


@cache
def _needs_other_user() -> bool:
    """Whether we are root where user namespaces are forbidden."""
    if os.getuid() != 0:
        return False
    return subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode != 0
