"""The one ignored folder that holds everything this machine's deployment keeps: `.fazhi/`."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from fazhi.settings import PROJECT, STATE
from fazhi_local import superset
from fazhi_local.postgres import PostgresServer, free_port
from fazhi_local.process import BackgroundProcess
from fazhi_local.superset import Superset

SAMPLE_PROVINCE = PROJECT / "examples" / "yunchuan"
_PREFERRED_PORTS = {
    "postgres": 54320,
    "airflow": 8080,
    "sites": 8099,
    "worker_logs": 8793,
    "trigger_logs": 8794,
    "superset": 8088,
}


@dataclass(slots=True)
class Ports:
    """Chosen once and kept, so that addresses stay the same; one that is taken by others is replaced and named."""

    postgres: int
    airflow: int
    sites: int
    worker_logs: int
    trigger_logs: int
    superset: int


class State:
    """Paths below `.fazhi/` and the ports of the local services.

    `sites_port` says that the sites are served there already, by somebody else.
    """

    def __init__(self, directory: Path | None = None, *, sites_port: int | None = None) -> None:
        self.directory = (directory or Path(os.environ.get("FAZHI_STATE", STATE))).absolute()
        self.airflow_home = self.directory / "airflow"
        self.logs = self.directory / "logs"
        self.processes = self.directory / "processes"
        self.sites_state = self.directory / "sites.json"
        self.request_log = self.directory / "requests.log"
        self.superset_directory = self.directory / "superset"
        self.ports = self._ports()
        self.serves_sites = sites_port is None
        if sites_port is not None:
            self.ports.sites = sites_port

    @property
    def postgres(self) -> PostgresServer:
        return PostgresServer(self.directory / "postgres", self.ports.postgres)

    @property
    def airflow_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.airflow}"

    @property
    def password_file(self) -> Path:
        return self.airflow_home / "passwords.json"

    def replace_port(self, name: str) -> tuple[int, int]:
        """Another free port for `name`; gives the old and the new one."""
        old = getattr(self.ports, name)
        new = free_port()
        setattr(self.ports, name, new)
        self._write("ports.json", json.dumps(asdict(self.ports), indent=2))
        return old, new

    def admin_password(self) -> str:
        """The password of Airflow's user `admin`, made on first use; only the owner can read the file."""
        if not self.password_file.exists():
            self.airflow_home.mkdir(parents=True, exist_ok=True)
            self.password_file.touch(mode=0o600)
            self.password_file.write_text(json.dumps({"admin": secrets.token_urlsafe(12)}), encoding="utf-8")
        return str(json.loads(self.password_file.read_text(encoding="utf-8"))["admin"])

    def jwt_secret(self) -> str:
        """The secret with which Airflow's processes sign tokens to each other."""
        return _kept_secret(self.directory / "jwt_secret")

    @property
    def superset(self) -> Superset:
        """Superset over the warehouse; its secrets come from the environment, else are made once."""
        directory = self.superset_directory
        return Superset(
            directory,
            self.ports.superset,
            self.postgres.dsn("warehouse", "fazhi_bi"),
            secret_key=os.environ.get("SUPERSET_SECRET_KEY") or _kept_secret(directory / "secret_key"),
            admin_password=os.environ.get("SUPERSET_ADMIN_PASSWORD") or _kept_secret(directory / "admin_password"),
        )

    @property
    def superset_process(self) -> BackgroundProcess:
        """Superset as a process to find or stop, without its secrets."""
        return superset.process(self.superset_directory, self.ports.superset)

    def environment(self) -> dict[str, str]:
        """The environment of every process of the local deployment."""
        airflow = {
            "CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__EXECUTOR": "LocalExecutor",
            "CORE__PARALLELISM": "4",  # two cores; the default of 32 starves the API server
            "SCHEDULER__MP_START_METHOD": "forkserver",  # docs/decisions/0050-what-tasks-import.md
            "SCHEDULER__MP_FORKSERVER_PRELOAD": "fazhi_airflow.preloaded",
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
            "CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.password_file),
            "DATABASE__SQL_ALCHEMY_CONN": self.postgres.dsn("airflow").replace("postgresql:", "postgresql+psycopg2:"),
            "API__HOST": "127.0.0.1",
            "API__PORT": str(self.ports.airflow),
            "API__BASE_URL": self.airflow_url,
            "API__WORKERS": "1",
            "API_AUTH__JWT_SECRET": self.jwt_secret(),
            "DAG_PROCESSOR__REFRESH_INTERVAL": "10",
            "LOGGING__WORKER_LOG_SERVER_PORT": str(self.ports.worker_logs),
            "LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports.trigger_logs),
            "USAGE_DATA_COLLECTION__ENABLED": "False",
        }
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {
            **inherited,
            "AIRFLOW_HOME": str(self.airflow_home),
            **{f"AIRFLOW__{name}": value for name, value in airflow.items()},
            "AIRFLOW_CONN_FAZHI_WAREHOUSE": self.postgres.dsn("warehouse"),
            "AIRFLOW_CONN_FAZHI_METADATA": self.postgres.dsn("airflow"),
            "GX_ANALYTICS_ENABLED": "false",
            "PYTHONPATH": os.pathsep.join([str(PROJECT / "include"), str(PROJECT / "plugins")]),
            **self._lineage(),
            **self.warehouse_environment(),
        }

    def warehouse_environment(self) -> dict[str, str]:
        """The `FAZHI_*` variables with which the sample province is crawled and loaded.

        Other sources, schemes and regions can be named in the environment; database and archive are always our own.
        """

        def both(name: str) -> str:
            return os.pathsep.join([str(PROJECT / "include" / name), str(SAMPLE_PROVINCE / name)])

        content = {
            "FAZHI_SOURCES": both("sources"),
            "FAZHI_SCHEMES": both("schemes"),
            "FAZHI_REGIONS": both("regions"),
            "FAZHI_COMMAND": "./fazhi",  # what a message tells a person to type
            "FAZHI_CONTACT": "sample province on this machine",
        }
        return {
            **{name: os.environ.get(name) or default for name, default in content.items()},
            "FAZHI_WAREHOUSE_DSN": self.postgres.dsn("warehouse"),  # never another one: this loads fictional counties
            "FAZHI_BI_DSN": self.postgres.dsn("warehouse", "fazhi_bi"),
            "FAZHI_EDITOR_DSN": self.postgres.dsn("warehouse", "fazhi_editor"),
            "FAZHI_ARCHIVE": str(self.directory / "archive"),
            "FAZHI_SPOOL": str(self.directory / "spool"),
            "FAZHI_DATA_DOCS": str(self.directory / "data_docs"),
            "FAZHI_SWEEP_DAYS": "0",  # a night here is any moment: what changed since the last one must be found
            "FAZHI_CONNECT_TO": f"*.example=127.0.0.1:{self.ports.sites}",  # RFC 2606: never a real site
        }

    def _lineage(self) -> dict[str, str]:
        """Where the extra `openlineage` is installed its events go to a file, unless the environment says where."""
        if not any(metadata.distributions(name="apache-airflow-providers-openlineage")):
            return {}
        transport = {"type": "file", "log_file_path": str(self.directory / "lineage.jsonl"), "append": True}
        defaults = {
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(transport),
            "AIRFLOW__OPENLINEAGE__EXTRACTORS": "fazhi_airflow.lineage.StageExtractor",
        }
        return {name: os.environ.get(name) or default for name, default in defaults.items()}

    def _ports(self) -> Ports:
        path = self.directory / "ports.json"
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            return Ports(**{**_PREFERRED_PORTS, **kept})  # an earlier version had fewer services
        ports = Ports(**_PREFERRED_PORTS)  # one that is taken is replaced, and named, when the services start
        self._write("ports.json", json.dumps(asdict(ports), indent=2))
        return ports

    def _write(self, name: str, text: str) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / name).write_text(text, encoding="utf-8")


def _kept_secret(path: Path) -> str:
    """A secret made on first use; only the owner can read the file."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return path.read_text(encoding="utf-8")
