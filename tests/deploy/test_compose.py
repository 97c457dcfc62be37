"""What docker-compose.yaml promises: no secret of its own, nothing open without need, settings that fit each other."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from fazhi.errors import ConfigurationError
from fazhi.settings import Settings
from tests.conftest import PROJECT
from tests.deploy import compose

SECRETS = {name for name in compose.example() if name.endswith(("_PASSWORD", "_KEY", "_SECRET"))}
ONCE = {"databases", "ownership", "init", "superset-init", "fazhi"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return compose.read(compose.secrets())["services"]


def test_every_variable_is_explained_in_the_example_and_every_example_is_used() -> None:
    assert {variable.name for variable in compose.variables()} == set(compose.example())


def test_no_secret_has_a_default() -> None:
    assert len(SECRETS) >= 13
    for variable in compose.variables():
        if variable.name in SECRETS - {"FAZHI_ADMIN_PASSWORD", "FAZHI_OIDC_CLIENT_SECRET"}:
            assert (variable.how, variable.word) == (":?", "see .env.example"), variable
    assert {name for name in SECRETS if compose.example()[name]} == set()


@pytest.mark.parametrize(
    "name", sorted((SECRETS | {"FAZHI_CONTACT"}) - {"FAZHI_ADMIN_PASSWORD", "FAZHI_OIDC_CLIENT_SECRET"})
)
def test_nothing_starts_without_a_secret(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        compose.read(compose.secrets() | {name: ""})


def test_defaults_are_those_of_the_example() -> None:
    shown = compose.example()
    for variable in compose.variables():
        if variable.how == ":-" and variable.word:
            assert shown[variable.name] == variable.word, variable


def test_make_env_fills_in_every_secret_and_nothing_else(tmp_path: Any) -> None:
    def made() -> dict[str, str]:
        run = subprocess.run(
            [PROJECT / "scripts" / "make-env"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return dict(line.split("=", 1) for line in run.stdout.splitlines() if line and not line.startswith("#"))

    first, second = made(), made()
    assert first["FAZHI_CONTACT"] == ""
    for name in SECRETS - {"FAZHI_OIDC_CLIENT_SECRET"}:
        assert len(first[name]) >= (44 if name == "AIRFLOW_FERNET_KEY" else 64), name  # HS512 wants 64 bytes
        assert first[name] != second[name]
    Fernet(first["AIRFLOW_FERNET_KEY"])
    compose.read(first | {"FAZHI_CONTACT": "data@justice.example"})

    (tmp_path / ".env").write_text("FAZHI_CONTACT=x\n", encoding="utf-8")
    again = subprocess.run(
        [PROJECT / "scripts" / "make-env"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (again.returncode, again.stdout) == (1, "")
    assert ".env holds the secrets of a deployment already" in again.stderr


def test_no_container_is_root_or_writes_where_it_need_not(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["user"] not in ("", "root", "0", "0:0"), name
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        writable = [mount for mount in service.get("volumes", []) if not mount.endswith(":ro")]
        assert not [mount for mount in writable if mount.startswith((".", "/"))], name


def test_every_container_is_bounded_watched_and_comes_back(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}, name
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name
        assert service["restart"] == ("no" if name in ONCE else "unless-stopped"), name
        assert ("healthcheck" in service) == (name not in ONCE), name


def test_only_what_people_read_is_published_and_only_to_this_host(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"api-server": ["127.0.0.1:8080:8080"], "superset": ["127.0.0.1:8088:8088"]}
    networks = compose.read(compose.secrets())["networks"]
    assert networks["data"] == {"internal": True}
    beyond = {name for name, service in services.items() if set(service.get("networks", [])) - {"data"}}
    # the triggerer tells of a late crawl
    assert beyond == {"api-server", "superset", "triggerer", "worker", "fazhi"}


def test_images_are_of_one_version_each(services: dict[str, Any]) -> None:
    for name, service in services.items():
        tag = service["image"].partition("@")[0].rpartition(":")[2]
        assert "build" in service or tag.removeprefix("v")[0].isdigit(), name
        assert tag.count(".") >= 1 or "build" in service, name


def test_a_worker_holds_no_secret_of_airflow_itself(services: dict[str, Any]) -> None:
    secrets = compose.secrets()
    withheld = (
        "AIRFLOW_DB_PASSWORD",
        "AIRFLOW_FERNET_KEY",
        "AIRFLOW_JWT_SECRET",
        "AIRFLOW_SECRET_KEY",
        "POSTGRES_PASSWORD",
    )
    for service in ("worker", "fazhi", "superset"):
        held = " ".join(services[service]["environment"].values())
        for name in (*withheld, "FAZHI_OWNER_PASSWORD", "FAZHI_EDITOR_PASSWORD", "FAZHI_ADMIN_PASSWORD"):
            assert secrets[name] not in held, (service, name)


def test_the_one_worker_that_cleans_airflows_metadata_reads_nothing_of_strangers(services: dict[str, Any]) -> None:
    maintenance = services["maintenance"]
    password = compose.secrets()["AIRFLOW_DB_PASSWORD"]
    assert password in maintenance["environment"]["AIRFLOW_CONN_FAZHI_METADATA"]
    assert maintenance["networks"] == ["data"]
    assert not {"FAZHI_ARCHIVE", "AIRFLOW_CONN_FAZHI_WAREHOUSE", "FAZHI_SPOOL"} & set(maintenance["environment"])
    queue = services["dag-processor"]["environment"]["FAZHI_MAINTENANCE_QUEUE"]
    assert maintenance["command"][maintenance["command"].index("--queues") + 1] == queue


def test_redis_hands_nothing_out_twice_while_a_run_may_last(services: dict[str, Any]) -> None:
    from airflow.dag_processing.dagbag import DagBag

    dags = DagBag(dag_folder=str(PROJECT / "dags")).dags.values()
    longest = max((dag.dagrun_timeout or timedelta() for dag in dags), default=timedelta())
    assert longest >= timedelta(hours=6)
    timeout = services["worker"]["environment"]["AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT"]
    assert timedelta(seconds=int(timeout)) > longest


def test_what_runs_at_once_is_what_the_workers_have_room_for(services: dict[str, Any]) -> None:
    worker = services["worker"]
    room = int(worker["deploy"]["replicas"]) * int(worker["environment"]["AIRFLOW__CELERY__WORKER_CONCURRENCY"])
    assert int(services["scheduler"]["environment"]["AIRFLOW__CORE__PARALLELISM"]) == room


def test_files_that_are_mounted_or_built_are_there(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert not source.startswith(".") or (PROJECT / source).exists(), (name, source)
        if "build" in service:
            assert (PROJECT / compose.dockerfile(service)).is_file()


def test_settings_are_those_that_the_program_reads(services: dict[str, Any]) -> None:
    text = (PROJECT / "include" / "fazhi" / "settings.py").read_text(encoding="utf-8")
    of_deploy = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "deploy").iterdir() if path.is_file())
    for name, service in services.items():
        for variable in (each for each in service.get("environment", {}) if each.startswith("FAZHI_")):
            assert f"| `{variable}` |" in text or variable in of_deploy, (name, variable)
    with pytest.raises(ConfigurationError, match="FAZHI_WAREHOUSE_DSN is not set"):
        Settings.from_environment(services["worker"]["environment"]).require(
            "warehouse_dsn"
        )  # the connection's, in tasks
    settings = Settings.from_environment(services["fazhi"]["environment"])
    assert settings.require("warehouse_dsn").startswith("postgresql://fazhi_loader:")


def test_the_builder_is_sent_all_that_dockerfiles_copy_and_no_more(services: dict[str, Any]) -> None:
    copied = {
        source
        for service in services.values()
        if "build" in service
        for line in (PROJECT / compose.dockerfile(service)).read_text(encoding="utf-8").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert "*" in ignored
    assert sent == {source for source in copied if source != "deploy/healthy.py"}  # which comes with its directory
    assert all((PROJECT / source).exists() for source in copied)


def test_the_file_is_yaml_that_every_reader_reads_alike() -> None:
    """A key given twice would be the last one here and an error there."""
    seen: list[object] = []

    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        seen.append(keys)
        loader.flatten_mapping(node)
        return dict(loader.construct_pairs(node, deep=True))

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    yaml.load(compose.FILE.read_text(encoding="utf-8"), Strict)
    assert seen


def test_the_image_holds_the_versions_that_are_tested() -> None:
    """requirements/deploy.txt is locked apart from the default set: they must not drift."""

    def pins(name: str) -> set[str]:
        lines = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        return {line.split(" ;")[0].rstrip(" \\") for line in lines if "==" in line and line[0].isalpha()}

    default, deploy = pins("default"), pins("deploy")
    assert len(default) > 150
    assert default <= deploy, default - deploy
