"""Whether the star schema is whole, asked every night: `integrity.faults`, kept as a run for the night's report."""

from __future__ import annotations

from dataclasses import asdict

from fazhi.warehouse import runs
from fazhi.warehouse.database import connect
from fazhi.warehouse.integrity import Fault, faults


def verify_and_record(dsn: str, *, orchestrator_run_id: str | None = None) -> list[Fault]:
    """What `faults` finds, recorded as a run of stage `verify` that failed where there are any.

    Raises:
        WarehouseUnavailableError: the warehouse does not answer.
    """
    with connect(dsn) as connection:
        run_id = runs.start_run(connection, "verify", orchestrator_run_id=orchestrator_run_id)
        with runs.failing(dsn, run_id):
            found = faults(connection)
        summary = {"faults": [asdict(fault) for fault in found]}
        runs.finish_run(connection, run_id, "failed" if found else "success", summary=summary)
    return found
