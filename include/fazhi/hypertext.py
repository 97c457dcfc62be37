"""What every HTML page of ours needs, since all of them show what strangers wrote."""

from __future__ import annotations

from urllib.parse import urlsplit

from jinja2 import BaseLoader, Environment, StrictUndefined


def environment(loader: BaseLoader | None = None) -> Environment:
    """Templates that escape whatever they show and stumble over a name that is not there."""
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def followed(url: str) -> str:
    """The address where a browser may follow it, else nothing: a page may name `javascript:` as its own."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
