"""Everything that tasks import, imported once: a process that runs them begins with it.

Airflow's LocalExecutor forks its workers, and these every task, from a server that has this module in memory where the
settings say so (docs/decisions/0050-what-tasks-import.md):

    AIRFLOW__SCHEDULER__MP_START_METHOD=forkserver
    AIRFLOW__SCHEDULER__MP_FORKSERVER_PRELOAD=fazhi_airflow.preloaded

No connection and no thread may be open after these imports: every task would share it.
"""

# ruff: noqa: F401 - for the sake of importing
import airflow.dag_processing.dagbag
import airflow.executors.local_executor
import airflow.providers.standard.decorators.python
import airflow.sdk.definitions.connection
import airflow.sdk.definitions.decorators
import airflow.sdk.execution_time.secrets.execution_api
import airflow.sdk.execution_time.task_runner
import airflow.secrets.environment_variables
import airflow.timetables.trigger
import great_expectations.expectations.core

import fazhi.alerts.delivery
import fazhi.crawl.plan
import fazhi.derive
import fazhi.nightly
import fazhi.quality.gate
import fazhi.scoring.run
import fazhi.warehouse.retention
import fazhi.warehouse.verification
import fazhi_airflow.alerts
import fazhi_airflow.labels
import fazhi_airflow.metadata
import fazhi_airflow.retries
import fazhi_airflow.settings
