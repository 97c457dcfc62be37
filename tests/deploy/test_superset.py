"""The profile `superset` of docker-compose.yaml as processes of this machine: up and healthy, on PostgreSQL."""

from __future__ import annotations

import psycopg
import pytest
import requests

from fazhi.warehouse.migrate import upgrade
from fazhi_local import superset
from fazhi_local.postgres import PostgresServer, free_port
from tests.counts import FULL
from tests.deploy.by_hand import Containers, secured

pytestmark = [
    pytest.mark.skipif(
        not (FULL and superset.ENVIRONMENT.is_dir()), reason="make test-full makes the environment of Superset"
    ),
    pytest.mark.timeout(1800),
]


def test_superset_comes_up_with_its_dashboards(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("superset")
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=False)
    containers = Containers(directory, server, "", {})
    try:
        secured(server, containers.secrets["POSTGRES_PASSWORD"])
        containers.run("databases")
        upgrade(server.dsn("warehouse", f"fazhi_owner:{containers.secrets['FAZHI_OWNER_PASSWORD']}"))
        containers.run("superset-init")
        containers.start("superset")
        containers.wait_until_healthy("superset")
        url = f"http://127.0.0.1:{containers.ports['superset']}"
        assert requests.get(f"{url}/api/v1/dashboard/1", timeout=60).status_code == 401  # nobody is logged in
        own = server.dsn("superset", f"superset:{containers.secrets['SUPERSET_DB_PASSWORD']}")
        with psycopg.connect(own) as connection:
            dashboards = connection.execute("SELECT count(*) FROM dashboards").fetchone()
        assert dashboards is not None
        assert dashboards[0] >= 2
    finally:
        containers.stop()
        server.stop()
