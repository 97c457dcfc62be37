"""
### Load and score chosen years again, from the archive

Marks the partitions of the chosen provinces and years to be derived again and sends them through `load_indicators`
and `score_assessment`; no site is asked. The mark is kept in the warehouse: a backfill that was killed goes on with
the next run of the load, and running it twice leaves the same facts.

Start it with the form of this page, or
`airflow dags trigger backfill_years --conf '{"provinces": ["99"], "from_year": 2023, "to_year": 2024}'`.
"""

from __future__ import annotations

from airflow.sdk import Asset, Param, PartitionedAtRuntime, dag, get_current_context, task

from fazhi_airflow.retries import RETRIES_BY_MEANING

CAPTURES = Asset(name="captures", uri="fazhi://warehouse/etl/capture")


@dag(
    schedule=PartitionedAtRuntime(),
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "backfill"],
    params={
        "provinces": Param(["99"], type="array", items={"type": "string", "pattern": "^[0-9]{2}$"}),
        "from_year": Param(2024, type="integer", minimum=2005, maximum=2035),
        "to_year": Param(2024, type="integer", minimum=2005, maximum=2035),
    },
    doc_md=__doc__,
)
def backfill_years():
    @task(outlets=[CAPTURES])
    def request(params: dict | None = None, *, outlet_events=None) -> list[str]:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import request_rederivation
        from fazhi_airflow.settings import task_settings

        keys = request_rederivation(
            task_settings(),
            provinces=params["provinces"],
            years=list(range(params["from_year"], params["to_year"] + 1)),
            orchestrator_run_id=get_current_context()["run_id"],
        )
        if not keys:
            raise AirflowSkipException("the archive holds no capture of these provinces and years")
        outlet_events[CAPTURES].add_partitions(keys)
        return keys

    request()


backfill_years()
