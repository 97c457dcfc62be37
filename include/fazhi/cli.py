"""The `fazhi` command: one module of `fazhi.commands` a group."""

from __future__ import annotations

import sys

import typer

from fazhi import program
from fazhi.commands import (
    alert,
    archive,
    assessment,
    backup,
    bulletin,
    catalogue,
    correction,
    crawl,
    dictionary,
    diff,
    evaluate,
    explain,
    export,
    extract,
    inputs,
    load,
    parse,
    quality,
    region,
    rejected,
    scheme,
    score,
    silence,
    source,
    submit,
    unrecognised,
    warehouse,
    whatif,
)
from fazhi.errors import FazhiError

app = typer.Typer(
    name="fazhi",
    help="法治指标仓库: crawl county disclosure pages, extract indicators, load and score them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(source.app, name="source")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(scheme.app, name="scheme")
app.add_typer(region.app, name="region")
app.add_typer(rejected.app, name="rejected")
app.add_typer(correction.app, name="correction")
app.add_typer(inputs.app, name="inputs")
app.add_typer(archive.app, name="archive")
app.add_typer(assessment.app, name="assessment")
app.add_typer(alert.app, name="alert")
app.add_typer(silence.app, name="silence")
app.add_typer(unrecognised.app, name="unrecognised")
for command in (
    crawl.crawl,
    load.load,
    score.score,
    explain.explain,
    whatif.whatif,
    submit.submit,
    load.backfill,
    parse.parse,
    extract.extract,
    extract.explain_text,
    evaluate.evaluate,
    quality.quality,
    warehouse.migrate,
    warehouse.status,
    warehouse.fingerprint,
    warehouse.verify,
    warehouse.retention,
    backup.backup,
    backup.restore,
    diff.diff,
    export.export,
    bulletin.bulletin,
    dictionary.dictionary,
):
    app.command()(command)


def main() -> None:
    """Run the command; an error that a person must act on is printed without a traceback."""
    try:
        app(prog_name=program.command())
    except FazhiError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
