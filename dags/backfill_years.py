"""
### Load and score chosen years again, from the archive or from the sites

Marks the partitions of the chosen provinces and years to be derived again and sends them through `load_indicators`
and `score_assessment`, as many side by side as these allow. With `source: archive` no site is asked; with
`source: sites` every list of these provinces is read to its end first, and every article asked for; what is
unchanged is not fetched again, and a host that the nightly crawl is asking is waited for.

The mark is kept in the warehouse: a backfill that was killed goes on with the next run of the load, and running it
twice leaves the same facts. `fazhi status` shows what waits.

Start it with the form of this page, or
`airflow dags trigger backfill_years --conf '{"provinces": ["99"], "from_year": 2023, "to_year": 2024}'`.
"""

from __future__ import annotations

from airflow.sdk import Asset, Param, PartitionedAtRuntime, dag, get_current_context, task

from fazhi_airflow.retries import RETRIES_BY_MEANING

CAPTURES = Asset(name="captures", uri="fazhi://warehouse/etl/capture")
TOLERATED_SHARE_OF_FAILED_SITES = 0.02


@dag(
    schedule=PartitionedAtRuntime(),
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "backfill"],
    params={
        "provinces": Param(
            ["99"],
            type="array",
            items={"type": "string", "pattern": "^[0-9]{2}$"},
            minItems=1,
            description="First two digits of the 行政区划代码",
        ),
        "from_year": Param(2024, type="integer", minimum=2005, maximum=2035),
        "to_year": Param(2024, type="integer", minimum=2005, maximum=2035),
        "source": Param(
            "archive",
            type="string",
            enum=["archive", "sites"],
            description="archive: no site is asked; sites: read all lists and articles anew first",
        ),
    },
    doc_md=__doc__,
)
def backfill_years():
    @task
    def plan(params: dict | None = None) -> list[dict]:
        from fazhi.crawl.plan import codes_of
        from fazhi.errors import ConfigurationError
        from fazhi.nightly import plan_crawl
        from fazhi_airflow.settings import task_settings

        if params["from_year"] > params["to_year"]:
            raise ConfigurationError(f"from_year {params['from_year']} is after to_year {params['to_year']}")
        if params["source"] == "archive":
            return []
        settings = task_settings()
        return plan_crawl(
            settings,
            only=codes_of(settings, params["provinces"]),
            orchestrator_run_id=get_current_context()["run_id"],
            sweep=True,
        )

    @task(map_index_template="{{ counties }}")
    def crawl(batch: dict) -> dict:
        from fazhi.nightly import crawl_planned
        from fazhi_airflow.labels import counties
        from fazhi_airflow.settings import task_settings

        get_current_context()["counties"] = counties(batch["codes"])
        return crawl_planned(task_settings(), batch)

    @task(trigger_rule="all_done", outlets=[CAPTURES])
    def request(planned: list[dict] | None, params: dict | None = None, *, outlet_events=None) -> list[str]:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import request_rederivation
        from fazhi.errors import ConfigurationError
        from fazhi_airflow.settings import task_settings

        if planned is None:
            raise ConfigurationError("nothing is derived again, because `plan` failed: its log says why")
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

    @task(trigger_rule="all_done")
    def summarise(planned: list[dict] | None) -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.nightly import finish_crawl
        from fazhi_airflow.settings import task_settings

        if not planned:
            raise AirflowSkipException("no site was asked")
        finish_crawl(
            task_settings(),
            planned[0]["run_id"],
            planned=[code for batch in planned for code in batch["codes"]],
            partitions=[],
            tolerated_share=TOLERATED_SHARE_OF_FAILED_SITES,
        )

    planned = plan()
    # both are last, so that the run fails where one of them does
    crawl.expand(batch=planned) >> [request(planned), summarise(planned)]


backfill_years()
