"""The evidence pages: from a province's ranks to the sentence that a point rests on.

A FastAPI application that knows nothing of Airflow: who is looking comes from outside (`create_app`).
"""

from fazhi.pages.app import create_app
from fazhi.pages.person import Person

__all__ = ["Person", "create_app"]
