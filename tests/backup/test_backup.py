"""Backup and restore: an empty machine holds the same facts and its next night goes on; anything else is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from fazhi.archive.storage import Storage
from fazhi.backup import BackupError, check_backup, make_backup, restore_backup
from fazhi.cli import app
from fazhi.crawl.run import crawl_all
from fazhi.errors import FazhiError
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.postgres import PostgresServer
from tests import province
from tests.archive.s3 import s3, s3_server
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

__all__ = ["s3", "s3_server"]  # fixtures

FIRST, SECOND, THIRD = "2026-11-22T01:00:00+08:00", "2026-11-23T01:00:00+08:00", "2026-11-24T01:00:00+08:00"


@pytest.fixture(scope="module")
def backups(loaded_province: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with one backup of the sample province."""
    directory = tmp_path_factory.mktemp("backups")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FAZHI_NOW", FIRST)
        make_backup(loaded_province, directory)
    return directory


@pytest.fixture
def copied(backups: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    return Path(shutil.copytree(backups, tmp_path / "copied"))


@pytest.fixture
def empty_machine(empty_database: str, tmp_path: Path) -> Iterator[tuple[Settings, SampleSites]]:
    """Settings of a machine that has nothing yet, and the sites of the province."""
    with SampleSites(SAMPLE) as sites:
        yield Settings.from_environment(province.environment(empty_database, tmp_path / "machine", sites)), sites


def facts(settings: Settings) -> str:
    with connect(settings.warehouse_dsn) as connection:
        return fingerprint(connection, history=True)


def bodies(settings: Settings) -> list[tuple]:
    with connect(settings.warehouse_dsn) as connection:
        return connection.execute(
            "SELECT url, payload_digest FROM etl.capture WHERE record_type = 'response' ORDER BY capture_id"
        ).fetchall()


def test_an_empty_machine_holds_the_same_and_its_next_night_fetches_nothing_new(
    loaded_province: Settings, backups: Path, empty_machine: tuple[Settings, SampleSites]
) -> None:
    settings, sites = empty_machine
    assert restore_backup(settings, check_backup(backups)) == []
    assert facts(settings) == facts(loaded_province)
    assert bodies(settings) == bodies(loaded_province)

    with connect(settings.warehouse_dsn) as connection:  # to be read again, from the restored archive
        connection.execute(
            "UPDATE etl.derivation SET redo_requested_at = now() WHERE url = (SELECT min(url) FROM dw.fact_observation"
            " JOIN dw.dim_document USING (document_key)) AND is_current"
        )
    province.night(settings)
    assert sites.requests, "the sites were asked"
    assert bodies(settings) == bodies(loaded_province), "and answered that nothing changed"
    assert facts(settings) == facts(loaded_province)


def test_an_archive_in_an_object_store_is_kept_and_comes_back_there(
    loaded_province: Settings,
    postgres: PostgresServer,
    empty_machine: tuple[Settings, SampleSites],
    tmp_path: Path,
    s3: str,
) -> None:
    for name in Storage(loaded_province.archive).files():
        Storage(s3).put(Path(loaded_province.archive) / name, name)
    made = make_backup(replace(loaded_province, archive=s3), tmp_path / "backups")
    assert made.copied == len(made.manifest.archive) > 0

    settings, sites = replace(empty_machine[0], archive=f"{s3}-restored"), empty_machine[1]
    assert restore_backup(settings, check_backup(tmp_path / "backups")) == []
    assert sorted(Storage(settings.archive).files()) == sorted(made.manifest.archive)
    assert facts(settings) == facts(loaded_province)

    sites.revise()
    province.night(settings)
    known = bodies(loaded_province)
    assert bodies(settings)[: len(known)] == known
    assert 0 < len(bodies(settings)) - len(known) < 5, "only what changed is added to the restored archive"
    with (
        database(postgres, template="template0") as dsn,
        pytest.raises(BackupError, match=r"the archive is not empty: it holds fazhi-archive/.*\.warc\.gz"),
    ):
        restore_backup(replace(settings, warehouse_dsn=dsn), check_backup(tmp_path / "backups"))


def test_a_bi_tool_reads_the_restored_marts_and_may_do_no_more(
    backups: Path, empty_machine: tuple[Settings, SampleSites], postgres: PostgresServer
) -> None:
    settings, _ = empty_machine
    restore_backup(settings, check_backup(backups))
    name = settings.warehouse_dsn.rpartition("/")[2]
    with psycopg.connect(postgres.dsn(name, "fazhi_bi")) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM mart.county_scorecard").fetchone() == (True,)
        assert connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT FROM etl.run")


def test_the_second_backup_copies_only_what_is_new(
    loaded_province: Settings,
    postgres: PostgresServer,
    copied: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = Path(shutil.copytree(loaded_province.archive, tmp_path / "archive"))
    before = {path: path.stat().st_mtime_ns for path in (copied / "archive").rglob("*.gz")}
    with province.copied(postgres, loaded_province) as settings, SampleSites(SAMPLE) as sites:
        sites.revise()
        changed = replace(settings, archive=str(archive), connect_to=parsed(sites), spool=tmp_path / "spool")
        crawl_all(changed, sweep=True)
        monkeypatch.setenv("FAZHI_NOW", SECOND)
        second = make_backup(changed, copied)
        monkeypatch.setenv("FAZHI_NOW", THIRD)
        third = make_backup(changed, copied, keep=1)
        now = facts(changed)
    assert second.copied > 0
    assert len(second.manifest.archive) == len(before) + second.copied
    assert {path: path.stat().st_mtime_ns for path in before} == before, "those that were there were not written again"
    assert (third.copied, third.dropped) == (0, ("20261121T170000Z", "20261122T170000Z"))
    assert check_backup(copied).manifest.fingerprint == now


def parsed(sites: SampleSites) -> dict[str, str]:
    return dict(entry.split("=") for entry in sites.connect_to.split(","))


def test_a_place_that_is_not_empty_is_refused_by_name(
    loaded_province: Settings, backups: Path, empty_machine: tuple[Settings, SampleSites]
) -> None:
    settings, _ = empty_machine
    backup = check_backup(backups)
    with pytest.raises(
        BackupError, match="is not empty: it has the schema dw; name an empty one in FAZHI_WAREHOUSE_DSN"
    ):
        restore_backup(replace(settings, warehouse_dsn=loaded_province.warehouse_dsn), backup)
    with pytest.raises(BackupError, match=r"the archive is not empty: it holds .*\.warc\.gz"):
        restore_backup(replace(settings, archive=loaded_province.archive), backup)
    settings.spool.mkdir(parents=True)
    (settings.spool / "left.jsonl").touch()
    with pytest.raises(BackupError, match=r"the spool is not empty: .*left\.jsonl"):
        restore_backup(settings, backup)
    with psycopg.connect(settings.warehouse_dsn) as connection:
        assert connection.execute("SELECT to_regnamespace('dw')").fetchone() == (None,), "nothing was begun"


def _first(directory: Path, pattern: str) -> Path:
    return min(directory.rglob(pattern))


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("pattern", "damage", "says"),
    [
        ("*.warc.gz", _flip, r"archive/.*\.warc\.gz is damaged: it has another SHA-256"),
        ("*.warc.gz", _cut, r"archive/.*\.warc\.gz is damaged: it has \d+ bytes instead of \d+"),
        ("*.warc.gz", Path.unlink, r"archive/.*\.warc\.gz is missing: the backup is incomplete"),
        ("warehouse.dump", _flip, r"warehouse\.dump is damaged: it has another SHA-256"),
        ("inputs.jsonl", Path.unlink, r"inputs\.jsonl is missing"),
        ("manifest.json", _flip, r"manifest\.json is damaged: its SHA-256 is not the one in manifest\.json\.sha256"),
        ("manifest.json.sha256", Path.unlink, r"manifest\.json\.sha256 cannot be read"),
    ],
)
def test_a_damaged_or_incomplete_backup_is_refused_by_the_name_of_the_file(
    copied: Path, pattern: str, damage, says: str
) -> None:
    damage(_first(copied, pattern))
    with pytest.raises(BackupError, match=says):
        check_backup(copied)


def test_a_backup_that_was_killed_is_none_and_the_next_one_clears_it_away(
    loaded_province: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("fazhi.backup.make.fingerprint", killed)
        with pytest.raises(KeyboardInterrupt):
            make_backup(loaded_province, tmp_path)
    with pytest.raises(BackupError, match="holds no finished backup"):
        check_backup(tmp_path)
    made = make_backup(loaded_province, tmp_path)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.name]
    assert check_backup(tmp_path).name == made.name


def test_an_archive_that_lost_a_file_or_a_bit_gives_no_backup(loaded_province: Settings, tmp_path: Path) -> None:
    archive = Path(shutil.copytree(loaded_province.archive, tmp_path / "archive"))
    settings = replace(loaded_province, archive=str(archive))
    warc = _first(archive, "*.warc.gz")
    _flip(warc)
    with pytest.raises(BackupError, match=rf"{warc.name} of the archive is damaged"):
        make_backup(settings, tmp_path / "backups")
    warc.unlink()
    with pytest.raises(FazhiError, match=rf"{warc.name} cannot be read"):
        make_backup(settings, tmp_path / "backups")
    with pytest.raises(BackupError, match="holds no finished backup"):
        check_backup(tmp_path / "backups")


def test_the_commands_say_what_was_done_and_what_is_next(
    loaded_province: Settings, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", loaded_province.warehouse_dsn)
    monkeypatch.setenv("FAZHI_ARCHIVE", loaded_province.archive)
    said = CliRunner().invoke(app, ["backup", str(tmp_path / "backups")], catch_exceptions=False).output
    assert f"Prove it whole: fazhi restore {tmp_path / 'backups'} --check" in said
    said = CliRunner().invoke(app, ["restore", str(tmp_path / "backups"), "--check"], catch_exceptions=False).output
    assert "is whole: schema version" in said
    assert "Restored" not in said
    with database(postgres, template="template0") as dsn:
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", dsn)
        monkeypatch.setenv("FAZHI_ARCHIVE", str(tmp_path / "archive"))
        monkeypatch.setenv("FAZHI_SPOOL", str(tmp_path / "spool"))
        said = CliRunner().invoke(app, ["restore", str(tmp_path / "backups")], catch_exceptions=False).output
    assert f"Restored. Fingerprint {facts(loaded_province)}" in said


def test_a_backup_of_a_newer_program_is_refused(
    backups: Path, empty_machine: tuple[Settings, SampleSites], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = check_backup(backups)
    newer = replace(backup, manifest=backup.manifest.model_copy(update={"schema_version": "9999"}))
    with pytest.raises(BackupError, match="is of schema version 9999, this program knows"):
        restore_backup(empty_machine[0], newer)
    of_later = replace(backup, manifest=backup.manifest.model_copy(update={"postgresql": 99}))
    with pytest.raises(BackupError, match="the backup is of 99: restore into that or newer"):
        restore_backup(empty_machine[0], of_later)
