"""The evidence pages in Airflow: below /fazhi, with an item of their own in the navigation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/fazhi"


class EvidencePages:
    """The application, built at the first request: every process of Airflow imports its plugins, one serves pages."""

    def __init__(self) -> None:
        self._app: Callable[..., Awaitable[None]] | None = None
        self._building = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with self._building:
            if self._app is None:
                self._app = await asyncio.to_thread(_create)  # seconds in which Airflow goes on answering
        await self._app(scope, receive, send)


def _create() -> Callable[..., Awaitable[None]]:
    from fazhi_airflow.evidence import create  # noqa: PLC0415  (a worker that imports the plugins needs none of it)

    return create()


class EvidencePagesPlugin(AirflowPlugin):
    name = "fazhi_evidence_pages"
    fastapi_apps = [{"app": EvidencePages(), "url_prefix": PREFIX, "name": "fazhi evidence pages"}]
    external_views = [
        {
            "name": "法治指标 Evidence",
            "href": f"{PREFIX}/",
            "destination": "nav",
            "url_route": "fazhi-evidence",
            "nav_top_level": True,
        }
    ]
