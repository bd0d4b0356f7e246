"""Commands for the audit trail: `flask --app wsgi registry audit-check`, `audit-export`."""

import sys
from typing import BinaryIO

import click

from registry import clock
from registry.audit import queries as audit_queries
from registry.audit.rules import hash_chain
from registry.audit.rules.check import Break
from registry.audit_log.queries import chain_check, checkpoints, export
from registry.backups.queries import installation
from registry.command_line import command
from registry.teams.commands import team_called


@command("audit-check")
@click.option("--files", is_flag=True, help="Read every file as well, and hold it against its fingerprint.")
def audit_check(*, files: bool) -> None:
    """Recompute every chain of events; exit 1 and name the first broken link of each that does not hold.

    Each has to pass through the head of every checkpoint; the sealed file of the latest has to say the same.
    The database has to be sound, and every file that a row names has to be there.
    """
    found: list[object] = [*installation.damaged_database()]
    if not found:
        found += [*_broken_chains(), *installation.damaged_files(reads_each=files)]
    for one in found:
        click.echo(str(one), err=True)
    if found:
        sys.exit(1)
    click.echo("Every chain of events is whole.")
    click.echo("Every file is as it was kept." if files else "Every file is there; --files reads each.")


@command("audit-export")
@click.argument("team")
@click.argument("file", type=click.File("wb", lazy=True))
def audit_export(team: str, file: BinaryIO) -> None:
    """Write a team's whole audit trail to a ZIP file, with a checker that needs nothing but Python.

    TEAM is its short name, or `installation` for the events that belong to no team.
    """
    team_id = None if team == hash_chain.INSTALLATION else team_called(team).id
    for part in export.export(team_id, reader=None, now=clock.now()):
        file.write(part)


def _broken_chains() -> list[Break]:
    broken = audit_queries.check(checkpoints.sealed())
    known = {found.chain for found in broken}
    return [
        *broken,
        *(found for found in chain_check.broken_records(clock.now()) if found.chain not in known),
    ]


COMMANDS = (
    audit_check,
    audit_export,
)
