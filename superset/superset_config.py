"""Superset's settings, on one machine and in a container: `SUPERSET_CONFIG_PATH` points here.

Environment:
    SUPERSET_SECRET_KEY: signs sessions and encrypts the warehouse's password in Superset's own database; at least 32
        characters, and the same ones as long as that database lives.
    SUPERSET_HOME: directory of that database (SQLite) where SUPERSET__SQLALCHEMY_DATABASE_URI names no other.
    SUPERSET_HTTPS: 1 where people reach Superset over HTTPS, through a proxy that sets X-Forwarded-Proto.
"""

import os

SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY", "")
if len(SECRET_KEY) < 32:
    raise RuntimeError("SUPERSET_SECRET_KEY needs at least 32 characters: make one with `openssl rand -base64 42`")

_HTTPS = os.environ.get("SUPERSET_HTTPS") == "1"
ENABLE_PROXY_FIX = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS

APP_NAME = "法治指标仓库"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "中文"},
    "en": {"flag": "us", "name": "English"},
}

# The role's own limit in the database is 60 seconds (sql/roles.sql): nobody waits longer for an answer.
SUPERSET_WEBSERVER_TIMEOUT = 75
SQLLAB_TIMEOUT = 60

# A figure must not be older than the warehouse: answers are not kept. Marts answer from indexes.
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

# Pages hold crawled text: a browser that shows them talks to nobody but this server (no telemetry, maps, fonts).
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "frame-ancestors": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": "'none'",
        "script-src": ["'self'", "'strict-dynamic'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "worker-src": ["'self'", "blob:"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": _HTTPS,
}
CORS_OPTIONS: dict[str, list[str]] = {"origins": []}
ENABLE_CORS = False
HTML_SANITIZATION = True

# Nobody sees anything without a login, and nobody but an administrator reads what others asked.
PUBLIC_ROLE_LIKE = None
FEATURE_FLAGS = {"ENABLE_TEMPLATE_PROCESSING": False, "EMBEDDED_SUPERSET": False, "ALERT_REPORTS": False}
