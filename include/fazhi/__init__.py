"""法治指标仓库: from county government pages to a star schema of rule-of-law indicators.

One direction, one stage a package, each readable and testable without the next::

    sources -> crawl -> archive -> parse -> extract -> reconcile -> quality -> warehouse -> scoring

Nothing in this package imports Airflow; `dags/` calls it from tasks.
"""
