"""Who may log in to Airflow and the evidence pages, and as what: read by Airflow's FAB auth manager.

Without `FAZHI_OIDC_ISSUER` people have passwords in Airflow's own database (`airflow users`). With it they come from
that identity provider by OpenID Connect, and each login gives the roles that `FAZHI_OIDC_ROLES` names for their groups,
a JSON object such as `{"fazhi-readers": ["Viewer"], "fazhi-editors": ["Op"]}`. Who is in no such group may do nothing.
Viewer reads all pages; Op releases and discards rejected rows, too; Admin may do everything.
"""

from __future__ import annotations

import json
import os
from typing import Any

from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from flask_appbuilder.const import AUTH_DB, AUTH_OAUTH

PROVIDER = "oidc"
_ISSUER = os.environ.get("FAZHI_OIDC_ISSUER", "").rstrip("/")


class OidcSecurityManager(FabAirflowSecurityManagerOverride):
    """Takes a person from the claims of any OpenID provider; FAB itself knows some by name only."""

    def get_oauth_user_info(self, provider: str, resp: dict[str, Any]) -> dict[str, Any]:
        """Name, address and groups of the ID token, whose signature, issuer and nonce have been checked."""
        claims = resp["userinfo"]
        return {
            "username": claims.get("preferred_username") or claims["sub"],
            "email": claims.get("email") or f"{claims['sub']}@{PROVIDER}.invalid",
            "first_name": claims.get("given_name") or claims.get("name") or claims["sub"],
            "last_name": claims.get("family_name") or "",
            "role_keys": claims.get("groups", []),
        }


WTF_CSRF_ENABLED = True
AUTH_TYPE = AUTH_OAUTH if _ISSUER else AUTH_DB
if _ISSUER:
    SECURITY_MANAGER_CLASS = OidcSecurityManager
    AUTH_USER_REGISTRATION = True
    AUTH_USER_REGISTRATION_ROLE = "Public"  # which has no right at all
    AUTH_ROLES_SYNC_AT_LOGIN = True
    AUTH_ROLES_MAPPING = json.loads(os.environ.get("FAZHI_OIDC_ROLES") or "{}")
    OAUTH_PROVIDERS = [
        {
            "name": PROVIDER,
            "icon": "fa-key",
            "token_key": "access_token",
            "remote_app": {
                "client_id": os.environ["FAZHI_OIDC_CLIENT_ID"],
                "client_secret": os.environ["FAZHI_OIDC_CLIENT_SECRET"],
                "server_metadata_url": f"{_ISSUER}/.well-known/openid-configuration",
                "client_kwargs": {"scope": "openid profile email groups"},
            },
        }
    ]
