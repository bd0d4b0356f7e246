"""Commands for personal data: `flask --app wsgi registry retention`, `export-person`."""

import os
from collections import Counter
from pathlib import Path

import click

from registry import clock
from registry.command_line import command, told_in_words
from registry.database.acts import act_at
from registry.database.transactions import unit_of_work
from registry.personal_data import FORGETTINGS
from registry.privacy import tasks
from registry.privacy.services import export, retention
from registry.security import actors


@command("retention")
@click.option("--dry-run", is_flag=True, help="Say what would go, and take nothing away.")
def take_away(*, dry_run: bool) -> None:
    """Take away what has served and may go: never evidence, decisions, cases, events or records."""
    if dry_run:
        found: Counter[str] = Counter()
        for team_id in retention.team_ids():
            found += Counter(retention.waiting(team_id, now=clock.now()))
    else:
        found = tasks.run(actor=actors.COMMAND)
    for key, count in sorted(found.items()):
        click.echo(f"{FORGETTINGS[key].title}: {count}")
    click.echo("Nothing was taken away: this was a dry run." if dry_run else f"{found.total()} taken away.")


@command("export-person")
@click.argument("sought")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_person(sought: str, file: Path) -> None:
    """Write all that is known of a person, by address or whole name, to a new ZIP file.

    It holds what is confidential too: read it before you hand it over.
    """
    with told_in_words(), unit_of_work():
        found = export.export_for_operator(sought, act=act_at(actors.COMMAND, clock.now()))
    if not found.rows:
        raise click.ClickException(f"Nothing is kept under “{sought}”.")
    _write_new(file, export.packed(found))
    click.echo(f"{found.rows} rows and {len(found.records)} records are in {file}.")


def _write_new(file: Path, content: bytes) -> None:
    """Write a new file that only its owner can read. An existing file is never overwritten."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)


COMMANDS = (take_away, export_person)
