"""The style sheet: a route like the others, so that nobody who is not logged in gets as much as a colour."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

router = APIRouter()
_FILE = Path(__file__).parent / "static" / "pages.css"


@router.get("/pages.css", name="stylesheet")
def stylesheet() -> FileResponse:
    """The one style sheet of all pages; a browser may keep it for an hour."""
    return FileResponse(_FILE, media_type="text/css", headers={"Cache-Control": "private, max-age=3600"})
