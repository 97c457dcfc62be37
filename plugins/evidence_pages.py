"""The evidence pages in Airflow: below /fazhi, with an item of their own in the navigation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/fazhi"


class EvidencePages:
    """The application, built at the first request: every process of Airflow imports its plugins, one serves pages."""

    @cached_property
    def _app(self) -> Callable[..., Awaitable[None]]:
        from fazhi_airflow.evidence import create  # noqa: PLC0415  (seconds that a worker must not spend)

        return create()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)


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
