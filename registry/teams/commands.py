"""Commands for teams: `flask --app wsgi registry create-team`, `create-coordinator`, `issue-records`."""

import sys

import click

from registry import clock, settings
from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.command_line import command, told_in_words
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.jobs import runner
from registry.records.queries import records
from registry.records.queries.causes import with_cause
from registry.records.services import levels, orders
from registry.security import actors
from registry.security.permissions import Role
from registry.sign_in import messages as sign_in_messages
from registry.teams.models import Team
from registry.teams.queries import teams as team_queries
from registry.teams.services import teams


@command("create-team")
@click.argument("slug")
@click.option("--name", help="The team's name; the slug where none is given.")
def create_team(slug: str, name: str | None) -> None:
    """Begin a team, in the time zone of Toronto, in English and French."""
    with told_in_words(), unit_of_work():
        teams.create_team(slug=slug, name_en=name or slug, act=acts.act_at(actors.COMMAND, clock.now()))
    click.echo(f"Team {slug} is there.")


@command("create-coordinator")
@click.argument("team")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
def create_coordinator(team: str, email: str, name: str) -> None:
    """Make a person coordinator of a team and print the link with which to choose a password."""
    with told_in_words(), unit_of_work():
        found = team_called(team)
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


@command("issue-records")
@click.argument("team")
def issue_records(team: str) -> None:
    """Make every record and edition that is owed to a team, now, and say what is still missing."""
    with told_in_words():
        team_id = team_called(team).id
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


def team_called(slug: str) -> Team:
    """The team with a slug, for the commands of all features. Raises an error that click prints."""
    found = team_queries.find_team(slug)
    if found is None:
        raise click.ClickException(f"There is no team “{slug}”.")
    return found


COMMANDS = (
    create_team,
    create_coordinator,
    issue_records,
)
