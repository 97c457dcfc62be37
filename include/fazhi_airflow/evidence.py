"""The evidence pages for those who are logged in to Airflow."""

from __future__ import annotations

import logging

import psycopg
from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import FastAPI, HTTPException
from psycopg_pool import PoolTimeout

from fazhi.errors import FazhiError
from fazhi.pages import Person, create_app
from fazhi.settings import Settings

log = logging.getLogger(__name__)


def identify(user: GetUserDep) -> Person:
    """The person of a request: to read, who may see Airflow's web site at all; to decide, who may change connections.

    Those are OP and ADMIN of the simple auth manager, Op and Admin of FAB.

    Raises:
        HTTPException: 401 without a login, 403 without the right to look.
    """
    manager = get_auth_manager()
    if not manager.is_authorized_view(access_view=AccessView.WEBSITE, user=user):
        raise HTTPException(403)
    return Person(user.get_name(), may_decide=manager.is_authorized_connection(method="PUT", user=user))


def create() -> FastAPI:
    """The application with the settings of the environment, warm as far as the warehouse answers."""
    app = create_app(Settings.from_environment(), identify)
    try:
        app.state.pages.warm()
    except (psycopg.Error, PoolTimeout, FazhiError) as error:
        log.warning("the evidence pages start cold: %s", error)
    return app
