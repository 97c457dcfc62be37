"""A request to simulated sites as a test makes it, without a crawler."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

from tests.sites.server import SampleSites


def get(sites: SampleSites, url: str, method: str = "GET", **options: Any) -> requests.Response:
    """What the simulators answer to a request for `url`, whatever its host and scheme."""
    parts = urlsplit(url)
    options["headers"] = {"Host": parts.netloc, **options.get("headers", {})}
    address = parts._replace(scheme="http", netloc=f"127.0.0.1:{sites.port}").geturl()
    return requests.request(method, address, timeout=10, **options)
