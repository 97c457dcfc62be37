"""Which failures of a task are worth another try."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

RETRIES_BY_MEANING = {
    "retries": 2,
    "retry_delay": timedelta(seconds=30),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(exception="fazhi.errors.TemporaryError", action=RetryAction.RETRY),
            RetryRule(
                exception="fazhi.errors.FazhiError",
                action=RetryAction.FAIL,
                reason="a person must act on it: another try would end the same",
            ),
        ],
    ),
}
