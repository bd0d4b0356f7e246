"""Commands for the administrator: `flask --app wsgi registry …`."""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from registry import clock, server, settings
from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.audit import queries as audit_queries
from registry.audit.rules import hash_chain
from registry.audit.rules.check import Break
from registry.audit_log.queries import chain_check, checkpoints
from registry.audit_log.queries import export as audit_log_export
from registry.backups.queries import installation
from registry.command_line import told_in_words
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.jobs import runner
from registry.jobs.queue import run_worker
from registry.outbox.services import messages
from registry.pages.queries import attention
from registry.personal_data import FORGETTINGS
from registry.privacy import tasks as privacy_tasks
from registry.privacy.services import export as privacy_export
from registry.privacy.services import retention as privacy_retention
from registry.records.queries import authority, records
from registry.records.queries.causes import with_cause
from registry.records.services import levels, orders
from registry.security import actors
from registry.security.permissions import Role
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.services import factors
from registry.teams.models import Team
from registry.teams.queries import teams as team_queries
from registry.teams.services import teams
from registry.verification import services as verification
from registry.verification.queries import verdicts

commands = AppGroup("registry", help="Teams, lists, records and checks of the Partnership Registry.")


@commands.command("create-team")
@click.argument("slug")
@click.option("--name", help="The team's name; the slug where none is given.")
def create_team(slug: str, name: str | None) -> None:
    """Begin a team, in the time zone of Toronto, in English and French."""
    with told_in_words(), unit_of_work():
        teams.create_team(slug=slug, name_en=name or slug, act=acts.act_at(actors.COMMAND, clock.now()))
    click.echo(f"Team {slug} is there.")


@commands.command("create-coordinator")
@click.argument("team")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
def create_coordinator(team: str, email: str, name: str) -> None:
    """Make a person coordinator of a team and print the link with which to choose a password."""
    with told_in_words(), unit_of_work():
        found = _team(team)
        user = account_queries.find_account(email) or accounts.create_account(
            email=email, name=name, act=acts.act_at(actors.COMMAND, clock.now())
        )
        teams.grant_role(
            team=found,
            user_id=user.id,
            role=Role.COORDINATOR,
            act=acts.act_at(actors.COMMAND, clock.now(), found.timezone),
        )
        token = sign_in_messages.welcome_token(user, secret=settings.secret())
    click.echo(f"{name} coordinates {team}. To choose a password, within 7 days:")
    click.echo(f"{settings.public_address()}/welcome/{token}")


@commands.command("reset-factors")
@click.argument("email")
def reset_factors(email: str) -> None:
    """Take every second factor from a person who lost them; their sessions end, and they are told by mail."""
    with told_in_words(), unit_of_work(wake=(messages.SEND,)):
        user = account_queries.find_account(email)
        if user is None:
            raise RuleBroken("There is no account with this address.")
        factors.reset(user, act=acts.act_at(actors.COMMAND, clock.now()))
    click.echo(f"{email} begins anew: a password alone is enough until they add another factor.")


@commands.command("create-administrator")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
def create_administrator(email: str, name: str) -> None:
    """Let a person keep the installation and print the link with which to choose a password.

    An administrator makes teams and sees the state of the installation, and nothing of what teams hold.
    """
    with told_in_words(), unit_of_work():
        user = account_queries.find_account(email) or accounts.create_account(
            email=email, name=name, act=acts.act_at(actors.COMMAND, clock.now())
        )
        accounts.name_administrator(user, act=acts.act_at(actors.COMMAND, clock.now()))
        token = sign_in_messages.welcome_token(user, secret=settings.secret())
    address = settings.public_address()
    click.echo(f"{user.name} keeps this installation: {address}/administration")
    click.echo("To choose a password, within 7 days:")
    click.echo(f"{address}/welcome/{token}")


@commands.command("audit-check")
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


def _broken_chains() -> list[Break]:
    broken = audit_queries.check(checkpoints.sealed())
    known = {found.chain for found in broken}
    return [
        *broken,
        *(found for found in chain_check.broken_records(clock.now()) if found.chain not in known),
    ]


@commands.command("check")
def check() -> None:
    """List all that needs an administrator: keys, certificates, mail, records; exit 1 if anything does."""
    found = attention.needs(clock.now())
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Nothing needs your attention.")


@commands.command("audit-export")
@click.argument("team")
@click.argument("file", type=click.File("wb", lazy=True))
def audit_export(team: str, file: BinaryIO) -> None:
    """Write a team's whole audit trail to a ZIP file, with a checker that needs nothing but Python.

    TEAM is its short name, or `installation` for the events that belong to no team.
    """
    team_id = None if team == hash_chain.INSTALLATION else _team(team).id
    for part in audit_log_export.export(team_id, reader=None, now=clock.now()):
        file.write(part)


@commands.command("issue-records")
@click.argument("team")
def issue_records(team: str) -> None:
    """Make every record and edition that is owed to a team, now, and say what is still missing."""
    with told_in_words():
        team_id = _team(team).id
        before = records.missing(team_id)
        with unit_of_work(team_id):
            orders.try_again_now(team_id)
            levels.try_again_now(team_id)
        for task in (orders.ISSUE, levels.AUGMENT):
            runner.run(task)
        missing = records.missing(team_id)
        below = records.waiting(team_id)
    click.echo(f"{len(before) - len(missing)} made, {len(missing)} missing.")
    for code, problem in missing:
        click.echo(f"  {code}: {with_cause(problem)}", err=True)
    for code, problem in below:
        click.echo(f"  {code}: below the level aimed at: {problem or 'held by the worker'}", err=True)
    if missing or below:
        sys.exit(1)


@commands.command("raise-records")
def raise_records() -> None:
    """Owe the level aimed at now to every older record below it, such as after an authority was set."""
    with unit_of_work(wake=(levels.AUGMENT,)):
        count = levels.owe_all(authority.aimed_at(), now=clock.now())
    click.echo(f"{count} records are to be raised to PAdES {authority.aimed_at().value}; the worker does it.")


@commands.command("verify")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the whole verdict as JSON.")
def verify(file: BinaryIO, as_json: bool) -> None:
    """Say whether a PDF is a record of this registry, byte for byte; exit 1 when it is not."""
    with told_in_words():
        verdict = verdicts.verify(file.read(), now=clock.now(), name=Path(file.name).name)
    if as_json:
        click.echo(json.dumps(verdict.to_dict(), ensure_ascii=False, indent=2))
    else:
        for finding in verdict.findings:
            click.echo(str(finding))
    if not verdict.is_genuine:
        sys.exit(1)


@commands.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what would go, and take nothing away.")
def retention(*, dry_run: bool) -> None:
    """Take away what has served and may go: never evidence, decisions, cases, events or records."""
    if dry_run:
        found: Counter[str] = Counter()
        for team_id in privacy_retention.team_ids():
            found += Counter(privacy_retention.waiting(team_id, now=clock.now()))
    else:
        found = privacy_tasks.run(actor=actors.COMMAND)
    for key, count in sorted(found.items()):
        click.echo(f"{FORGETTINGS[key].title}: {count}")
    click.echo("Nothing was taken away: this was a dry run." if dry_run else f"{found.total()} taken away.")


@commands.command("export-person")
@click.argument("sought")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_person(sought: str, file: Path) -> None:
    """Write all that is known of a person, by address or whole name, to a new ZIP file.

    It holds what is confidential too: read it before you hand it over.
    """
    with told_in_words(), unit_of_work():
        export = privacy_export.export_for_operator(sought, now=clock.now())
    if not export.rows:
        raise click.ClickException(f"Nothing is kept under “{sought}”.")
    _write_new(file, privacy_export.packed(export))
    click.echo(f"{export.rows} rows and {len(export.records)} records are in {file}.")


def _write_new(file: Path, content: bytes) -> None:
    """A file that only its owner reads, never in place of another."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)


@commands.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Of 127.0.0.1, 8000 where none is said.")
@click.option("--bind", multiple=True, metavar="ADDRESS", help="HOST:PORT or unix:PATH in place of a port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; as many as processors, from 2 to 8.")
@click.option("--threads", type=click.IntRange(1, 64), default=server.THREADS, show_default=True)
@click.option("--reload", is_flag=True, help="Load changed code by itself: for developers.")
def serve(
    *, port: int | None, bind: tuple[str, ...], workers: int | None, threads: int, reload: bool
) -> None:
    """Answer browsers, until stopped. The worker runs beside it."""
    if port and bind:
        raise click.UsageError("--port and --bind say the same: give one of them.")
    serving = server.Serving(bind or (f"{server.HOST}:{port or server.PORT}",), workers or 0, threads)
    verification.sweep(clock.now())
    server.note_address(settings.instance(), serving)
    click.echo(f"Serving {', '.join(serving.bind)} until stopped.")
    if reload:
        server.become_reloading(serving)
    server.run(_this_app(), serving)


@commands.command("worker")
def worker() -> None:
    """Send messages, make records and do what else is owed, until stopped."""
    run_worker(_this_app())


def _this_app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _team(slug: str) -> Team:
    found = team_queries.find_team(slug)
    if found is None:
        raise click.ClickException(f"There is no team “{slug}”.")
    return found
