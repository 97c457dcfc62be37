"""Great Expectations, on an ephemeral context: it decides what holds, counts, and writes the Data Docs.

Importing it takes seconds, so only functions do. It keeps no state of its own, sends nothing anywhere, and gets the
gate's open connection instead of a connection string, so that it can neither print nor store one.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import sql

from fazhi.errors import ConfigurationError
from fazhi.quality.suites import Expectation, Suite
from fazhi.warehouse.database import Connection

if TYPE_CHECKING:
    import great_expectations as gx

# Great Expectations wants one that looks whole; the pool's creator makes it moot
_NO_CONNECTION_STRING = "postgresql+psycopg://fazhi@warehouse/warehouse"
# The values that fail are people's names as often as not: counts are enough here, the rows are in etl.rejected
_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
_LONE_COLON = re.compile(r"(?<!:):(?!:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What Great Expectations found: `failing` is the number of failing rows, or 0 where rows aren't what it counts."""

    suite: Suite
    expectation: Expectation
    success: bool
    failing: int
    observed: str


class Engine:
    """One run of Great Expectations over the tables of one connection. Not reusable for another run.

    `run_name` and `run_time` head the Data Docs.
    """

    def __init__(self, connection: Connection, *, run_name: str, run_time: datetime) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx  # noqa: PLC0415
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415
        from sqlalchemy.pool import StaticPool  # noqa: PLC0415

        self._run_name, self._run_time = run_name, run_time
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._context.delete_data_docs_site("local_site")  # a second copy in /tmp otherwise
        arguments: dict[str, Any] = {
            "connection_string": _NO_CONNECTION_STRING,
            "create_temp_table": False,
            "kwargs": {"creator": lambda: connection, "poolclass": StaticPool},
        }
        self._source = self._context.data_sources.add_postgres("warehouse", **arguments)

    def validate(self, suite: Suite, batch: sql.Identifier) -> list[Verdict]:
        """Try every expectation of `suite` on the table `batch`; verdicts in the order of the file.

        Raises:
            ConfigurationError: an expectation can't be built or evaluated; names file and entry.
        """
        import great_expectations as gx  # noqa: PLC0415
        from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415

        asset = self._source.add_query_asset(suite.table, query=f"SELECT * FROM {batch.as_string()}")
        definition = gx.ValidationDefinition(
            name=suite.name,
            data=asset.add_batch_definition_whole_table("load"),
            suite=self._context.suites.add(build_suite(suite)),
        )
        outcome = self._context.validation_definitions.add(definition).run(
            result_format=_COUNTS_ONLY, run_id=RunIdentifier(run_name=self._run_name, run_time=self._run_time)
        )
        # results come grouped by column, not in the order of the suite
        results = {_id(result): result for result in outcome.results}
        return [_verdict(suite, expectation, results[expectation.meta.id]) for expectation in suite.expectations]

    def build_data_docs(self, directory: Path) -> Path:
        """Write the results of this run as static pages to `directory`, replacing what was there; the page to open."""
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory.parent, prefix=".building-") as building:
            new, old = Path(building, "new"), Path(building, "old")
            site: Any = {
                "class_name": "SiteBuilder",
                "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(new)},
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "show_how_to_buttons": False,
            }
            self._context.add_data_docs_site("load", site)
            self._context.build_data_docs()
            for tutorial in new.glob("static/images/*.gif"):  # 3.3 of 4.1 MB
                tutorial.unlink()
            with contextlib.suppress(FileNotFoundError):
                directory.rename(old)
            try:
                new.rename(directory)
            except OSError:
                if not directory.exists():  # else the same partition was validated at the same moment
                    raise
        return directory / "index.html"


def build_suite(suite: Suite) -> gx.ExpectationSuite:
    """The suite as Great Expectations has it.

    Raises:
        ConfigurationError: it knows no such type, or the type no such argument; names file and entry.
    """
    import great_expectations as gx  # noqa: PLC0415

    # given as dictionaries, expectations that it can't build would be logged and left out
    return gx.ExpectationSuite(name=suite.name, expectations=[_build(suite, entry) for entry in suite.expectations])


def _build(suite: Suite, entry: Expectation) -> Any:
    from great_expectations.exceptions.exceptions import ExpectationNotFoundError  # noqa: PLC0415
    from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: PLC0415
    from great_expectations.expectations.registry import get_expectation_impl  # noqa: PLC0415

    meta = {"id": entry.meta.id, "scope": entry.meta.scope}
    try:
        implementation = get_expectation_impl(entry.type)
        return implementation(
            **_escaped(entry.kwargs),
            severity=FailureSeverity(entry.severity),
            meta=meta,
            description=f"{entry.meta.id}: {entry.meta.reason}",
        )
    except ExpectationNotFoundError as error:
        raise ConfigurationError(f"{suite.where(entry)}: Great Expectations has no expectation {entry.type}") from error
    except ValueError as error:
        raise ConfigurationError(f"{suite.where(entry)}: {entry.type}: {error}") from error


def _escaped(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the colons of a query escaped, which SQLAlchemy would take for bind parameters."""
    query = arguments.get("unexpected_rows_query")
    return {**arguments, **({"unexpected_rows_query": _LONE_COLON.sub(r"\\:", query)} if query else {})}


def _id(result: Any) -> str:
    return str(result.expectation_config.meta["id"])


def _verdict(suite: Suite, expectation: Expectation, result: Any) -> Verdict:
    problem = _exception(result.exception_info or {})
    if problem:
        raise ConfigurationError(f"{suite.where(expectation)}: could not be evaluated: {problem}")
    found: Mapping[str, Any] = result.result
    observed = found.get("observed_value")
    rows = observed if expectation.type == "unexpected_rows_expectation" else found.get("unexpected_count", 0)
    return Verdict(
        suite=suite,
        expectation=expectation,
        success=bool(result.success),
        failing=int(rows or 0),
        observed="" if observed is None else str(observed),
    )


def _exception(information: Mapping[str, Any]) -> str:
    """The first line of the exception in `exception_info`, which holds one, or one for each metric; else empty."""
    each: Sequence[Any] = [information] if "raised_exception" in information else list(information.values())
    messages = [str(one["exception_message"]).strip() for one in each if one["raised_exception"]]
    return messages[0].splitlines()[0] if messages and messages[0] else ""
