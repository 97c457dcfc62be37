"""The containers of docker-compose.yaml as processes here: its commands, its environment, what its image holds.

Only what containers have and processes share is replaced: addresses, directories, ports of our own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg

from fazhi_local import superset
from fazhi_local.postgres import PostgresServer, binaries, free_port
from tests.conftest import PROJECT
from tests.deploy import compose

VENV = PROJECT / ".fazhi" / "deploy-venv"
START_SECONDS = 300
_VOLUMES = ("logs", "spool", "data_docs", "objects")


def image(dockerfile: str, root: Path) -> None:
    """What a Dockerfile copies of the project below /opt, below `root`."""
    for line in (PROJECT / dockerfile).read_text(encoding="utf-8").splitlines():
        words = line.split()
        if words[:1] != ["COPY"] or "--from" in line or not words[-1].startswith("/opt/"):
            continue
        for source in words[1:-1]:
            path, target = PROJECT / source, root / words[-1].lstrip("/")
            if path.is_dir():
                shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
            else:
                target = target / path.name if words[-1].endswith("/") else target
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)


@dataclass
class Containers:
    """The services of the file, started one by one; `extra` is added to the environment of each."""

    directory: Path
    server: PostgresServer
    objects: str
    extra: Mapping[str, str]
    secrets: dict[str, str] = field(default_factory=compose.secrets)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ports = {name: free_port() for name in ("redis", "api-server", "scheduler", "triggerer", "superset")}
        self.services: dict[str, Any] = compose.read(self.secrets)["services"]
        self.tree = self.directory / "opt" / "fazhi"
        for service in ("api-server", "superset"):
            image(compose.dockerfile(self.services[service]), self.directory)
        for name in _VOLUMES:
            (self.directory / "volumes" / name).mkdir(parents=True, exist_ok=True)

    @property
    def airflow_url(self) -> str:
        return f"http://127.0.0.1:{self.ports['api-server']}"

    def admin_password(self) -> str:
        return self.secrets["FAZHI_ADMIN_PASSWORD"]

    def here(self, text: str) -> str:
        """A value of the file with the addresses and directories of this machine."""
        replaced = {
            "postgres:5432": f"127.0.0.1:{self.server.port}",
            "redis:6379": f"127.0.0.1:{self.ports['redis']}",
            "http://objects:7070": self.objects,
            "api-server:8080": f"127.0.0.1:{self.ports['api-server']}",
            "127.0.0.1:8080": f"127.0.0.1:{self.ports['api-server']}",
            "127.0.0.1:8974": f"127.0.0.1:{self.ports['scheduler']}",
            "0.0.0.0:8088": f"127.0.0.1:{self.ports['superset']}",
            "127.0.0.1:8088": f"127.0.0.1:{self.ports['superset']}",
            "/opt/fazhi": str(self.tree),
            "/opt/superset": str(self.tree.with_name("superset")),
            "/volumes/": f"{self.directory}/volumes/",
            "=/deploy/": f"={self.tree}/deploy/",
        }
        return re.sub("|".join(map(re.escape, replaced)), lambda match: replaced[match[0]], text)

    def environment(self, service: str, container: str) -> dict[str, str]:
        """What the process gets: the file's, the image's, nothing of this session but where programs are."""
        home = self.directory / "homes" / container
        home.mkdir(parents=True, exist_ok=True)
        described = self.services[service]
        of_image = compose.image_environment(compose.dockerfile(described)) if "build" in described else {}
        given = {name: self.here(value) for name, value in described.get("environment", {}).items()}
        venv = superset.ENVIRONMENT if service.startswith("superset") else VENV
        return {
            **{name: self.here(value) for name, value in of_image.items()},
            "PATH": f"{venv / 'bin'}:{binaries()}:{os.environ['PATH']}",
            "HOME": str(home),
            "HOSTNAME": container,
            "LANG": "C.UTF-8",
            "AIRFLOW_HOME": str(home),
            "SUPERSET_HOME": str(home),
            "PGPORT": str(self.server.port),
            **given,
            **({"PGHOST": "127.0.0.1"} if "PGHOST" in given else {}),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.ports["api-server"]),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["scheduler"]),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports["triggerer"]),
            **self.extra,
        }

    def run(self, service: str, *words: str) -> str:
        """A service that ends, to its end, with other `words` for its command if given; gives what it printed.

        Raises:
            AssertionError: it failed.
        """
        done = subprocess.run(
            self._command(service, *words),
            env=self.environment(service, service),
            cwd=self.tree,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{service}:\n{done.stdout[-4000:]}"
        return done.stdout

    def start(self, service: str, container: str = "") -> None:
        """A service that stays, as `container`."""
        container, command = container or service, self._command(service)
        with self.log(container).open("wb") as log:
            self.running[container] = subprocess.Popen(
                [*command, *(["--celery-hostname", f"celery@{container}"] if "celery" in command else [])],
                env=self.environment(service, container),
                cwd=self.tree,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_redis(self) -> None:
        """Debian's server with the configuration of the file; only directory, address and port are ours."""
        (self.directory / "volumes" / "redis").mkdir()
        text = compose.read(self.secrets)["configs"]["redis"]["content"].replace(
            "/data", f"{self.directory}/volumes/redis"
        )
        path = self.directory / "redis.conf"
        path.write_text(f"{text}\nbind 127.0.0.1\nport {self.ports['redis']}\n", encoding="utf-8")
        program, *_ = self.services["redis"]["command"]
        with self.log("redis").open("wb") as log:
            self.running["redis"] = subprocess.Popen([program, path], stdout=log, stderr=log, start_new_session=True)

    def log(self, container: str) -> Path:
        return self.directory / f"{container}.log"

    def wait_until_healthy(self, *containers: str) -> None:
        """Return once the health check of the file is content with each."""
        for container in containers:
            self.wait(partial(self._healthy, container), f"{container} is not healthy")

    def wait(
        self, condition: Callable[[], bool], message: str, *, seconds: float = START_SECONDS, pause: float = 0.5
    ) -> None:
        """Return once `condition` holds; fails with the logs if that takes too long or a container ended."""
        deadline = time.monotonic() + seconds
        while not condition():
            ended = [name for name, process in self.running.items() if process.poll() is not None]
            assert not ended, f"{ended[0]} ended:\n{self.tail(ended[0])}"
            assert time.monotonic() < deadline, f"{message}:\n" + "\n".join(self.tail(name) for name in self.running)
            time.sleep(pause)

    def tail(self, container: str) -> str:
        return f"--- {container}\n{self.log(container).read_text(encoding='utf-8', errors='replace')[-3000:]}"

    def family(self, container: str) -> list[psutil.Process]:
        """The process of a container and all it started."""
        process = psutil.Process(self.running[container].pid)
        return [process, *process.children(recursive=True)]

    def kill(self, container: str) -> None:
        """End a container as the kernel does when its memory is gone: every process at once, none asked."""
        for process in self.family(container):
            process.kill()
        self.running.pop(container).wait(30)

    def stop(self) -> None:
        """End what still runs, the servers that others talk to last."""
        for name in reversed(self.running):
            family = self.family(name) if self.running[name].poll() is None else []
            if family:
                os.killpg(family[0].pid, signal.SIGTERM)
            _, alive = psutil.wait_procs(family, timeout=20)
            for process in alive:
                process.kill()
            self.running[name].wait(30)

    def _command(self, service: str, *words: str) -> list[str]:
        described = self.services[service]
        entrypoint, command = described.get("entrypoint", []), words or described.get("command", [])
        return [self.here(word) for word in (*entrypoint, *command)]

    def _healthy(self, container: str) -> bool:
        service = "worker" if container.startswith("worker") else container
        kind, *words = self.services[service]["healthcheck"]["test"]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else [self.here(word) for word in words]
        if service == "redis":
            command[1:1] = ["-p", str(self.ports["redis"])]
        environment = self.environment(service, container)
        return subprocess.run(command, env=environment, cwd=self.tree, capture_output=True, check=False).returncode == 0


def secured(server: PostgresServer, password: str) -> None:
    """Make a new server as the image of the file makes it: the superuser `postgres`, and passwords for everybody."""
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        connection.execute(f"ALTER ROLE postgres PASSWORD '{password}'")
    with psycopg.connect(server.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("ALTER ROLE fazhi_owner RENAME TO bootstrap")
        (server.directory / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
        connection.execute("SELECT pg_reload_conf()")
