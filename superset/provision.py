"""Bring Superset to what the files beside this one say; its own Python runs it, as often as one likes.

Upgrades Superset's own database, sets the administrator's password, imports the warehouse with its datasets, charts and
dashboards (`assets/`, in the format of `superset export-dashboards`), reads the columns of each dataset from its mart,
and gives the role 法治读者 what somebody needs who only looks at them.

Environment, besides that of superset_config.py:
    FAZHI_BI_DSN: the warehouse as role fazhi_bi, as a URL or as libpq's keywords.
    SUPERSET_ADMIN_PASSWORD: password of the user `admin`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).with_name("assets")
READER = "法治读者"


def main() -> None:
    """Do all of it in one process: importing Superset takes longer than the rest."""
    dsn, password = _needed("FAZHI_BI_DSN"), _needed("SUPERSET_ADMIN_PASSWORD")
    uri = warehouse_uri(dsn)

    from flask_migrate import upgrade
    from superset.app import create_app

    with create_app().app_context():
        import superset

        upgrade(directory=str(Path(superset.__file__).with_name("migrations")))
    with create_app().app_context():  # once more: a start syncs its settings to tables that were not there
        admin = _administrator(password)
        _import_assets(uri, admin)
        _grant_reader()


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        sys.exit(f"error: {name} is not set; see the head of {__file__}")
    return value


def warehouse_uri(dsn: str) -> str:
    """`dsn` as SQLAlchemy writes it, with what else it says (sslmode, sslrootcert ...) as the query."""
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import parse_dsn
    from sqlalchemy.engine import URL

    try:
        parts: dict[str, Any] = dict(parse_dsn(dsn))
    except ProgrammingError as error:
        sys.exit(f"error: FAZHI_BI_DSN is no address of a PostgreSQL database: {str(error).strip()}")
    port = parts.pop("port", None)
    url = URL.create(
        "postgresql+psycopg2",
        username=parts.pop("user", None),
        password=parts.pop("password", None),
        host=parts.pop("host", None),
        port=int(port) if port else None,
        database=parts.pop("dbname", None),
        query=parts,
    )
    return url.render_as_string(hide_password=False)


def _administrator(password: str) -> Any:
    from superset import security_manager
    from superset.extensions import appbuilder, db

    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    admin = security_manager.find_user(username="admin")
    if admin is None:
        role = security_manager.find_role("Admin")
        admin = security_manager.add_user("admin", "admin", "admin", "admin@localhost", role, password=password)
    else:
        security_manager.reset_password(admin.id, password)
    db.session.commit()
    return admin


def _import_assets(uri: str, admin: Any) -> None:
    import yaml
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import db
    from superset.utils.core import override_user

    contents = {str(path.relative_to(ASSETS)): path.read_text("utf-8") for path in sorted(ASSETS.rglob("*.yaml"))}
    warehouse = yaml.safe_load(contents["databases/fazhi.yaml"])
    contents["databases/fazhi.yaml"] = yaml.safe_dump({**warehouse, "sqlalchemy_uri": uri}, allow_unicode=True)
    with override_user(admin):
        ImportAssetsCommand(contents).run()
        for dataset in db.session.query(SqlaTable).filter_by(schema="mart"):
            dataset.fetch_metadata()
        db.session.commit()


def _grant_reader() -> None:
    """What Gamma may and the datasets of the warehouse: dashboards without SQL Lab and without changing anything."""
    from superset import security_manager
    from superset.extensions import db
    from superset.models.core import Database

    role = security_manager.add_role(READER)
    database = db.session.query(Database).filter_by(database_name="fazhi").one()
    security_manager.add_permission_role(
        role, security_manager.add_permission_view_menu("database_access", database.perm)
    )
    db.session.commit()


if __name__ == "__main__":
    main()
