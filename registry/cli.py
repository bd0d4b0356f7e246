"""Commands for the administrator: `flask --app wsgi registry …`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from registry import clock
from registry.access import Role
from registry.accounts import services as accounts
from registry.audit import services as audit
from registry.errors import RegistryError
from registry.jobs.queue import run_worker
from registry.records import verifying
from registry.teams import services as teams
from registry.teams.models import Team
from registry.transactions import unit_of_work

commands = AppGroup("registry", help="Teams, lists, records and checks of the Partnership Registry.")


@commands.command("create-team")
@click.argument("slug")
@click.option("--name", help="The team's name; the slug where none is given.")
def create_team(slug: str, name: str | None) -> None:
    """Begin a team, in the time zone of Toronto, in English and French."""
    with _told_in_words(), unit_of_work():
        teams.create_team(slug=slug, name_en=name or slug, actor=audit.COMMAND, now=clock.now())
    click.echo(f"Team {slug} is there.")


@commands.command("create-coordinator")
@click.argument("team")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
def create_coordinator(team: str, email: str, name: str) -> None:
    """Make a person coordinator of a team and print the link with which to choose a password."""
    with _told_in_words(), unit_of_work():
        found = _team(team)
        user = accounts.find_account(email) or accounts.create_account(
            email=email, name=name, actor=audit.COMMAND, now=clock.now()
        )
        teams.grant_role(
            team=found, user_id=user.id, role=Role.COORDINATOR, actor=audit.COMMAND, now=clock.now()
        )
        token = accounts.welcome_token(user, secret=str(current_app.secret_key))
    click.echo(f"{name} coordinates {team}. To choose a password, within 7 days:")
    click.echo(f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}/welcome/{token}")


@commands.command("audit-check")
def audit_check() -> None:
    """Recompute every chain of events; exit 1 and name the first broken link of each that does not hold."""
    broken = audit.check()
    for found in broken:
        click.echo(f"{found.chain}: event {found.seq}: {found.reason}.", err=True)
    if broken:
        sys.exit(1)
    click.echo("Every chain of events is whole.")


@commands.command("verify")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the whole verdict as JSON.")
def verify(file: BinaryIO, as_json: bool) -> None:
    """Say whether a PDF is a record of this registry, byte for byte; exit 1 when it is not."""
    with _told_in_words():
        verdict = verifying.verify(file.read(), now=clock.now())
    if as_json:
        click.echo(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=2))
    else:
        for finding in verdict.findings:
            click.echo(str(finding))
    if not verdict.is_genuine:
        sys.exit(1)


@commands.command("worker")
def worker() -> None:
    """Send messages, make records and do what else is owed, until stopped."""
    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]


@contextmanager
def _told_in_words() -> Iterator[None]:
    """Turn what went wrong into a sentence and exit 1."""
    try:
        yield
    except RegistryError as error:
        raise click.ClickException(str(error)) from error


def _team(slug: str) -> Team:
    found = teams.find_team(slug)
    if found is None:
        raise click.ClickException(f"There is no team “{slug}”.")
    return found
