"""`fazhi crawl`: what the nightly DAG does, in this process and without Airflow."""

from __future__ import annotations

import typer

from fazhi.commands.console import console


def crawl(
    only: str = typer.Option("", help="行政区划代码 separated by commas; default: every active county"),
) -> None:
    """Fetch what is new or changed on the sites of the active counties, into the archive."""
    from fazhi.crawl.run import crawl_all
    from fazhi.settings import Settings

    codes = [code.strip() for code in only.split(",") if code.strip()]
    with console.status("crawling"):
        summary = crawl_all(Settings.from_environment(), only=codes)
    console.print(str(summary), highlight=False, markup=False, soft_wrap=True)
    if summary.to_redo:
        raise typer.Exit(code=1)
