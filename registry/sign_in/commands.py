"""Commands for accounts: `flask --app wsgi registry create-administrator`, `reset-factors`."""

import click

from registry import clock, settings
from registry.accounts import queries as account_queries
from registry.accounts import services as accounts
from registry.command_line import command, told_in_words
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox.services import messages
from registry.security import actors
from registry.sign_in import messages as sign_in_messages
from registry.sign_in.services import factors


@command("create-administrator")
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


@command("reset-factors")
@click.argument("email")
def reset_factors(email: str) -> None:
    """Take every second factor from a person who lost them; their sessions end, and they are told by mail."""
    with told_in_words(), unit_of_work(wake=(messages.SEND,)):
        user = account_queries.find_account(email)
        if user is None:
            raise RuleBroken("There is no account with this address.")
        factors.reset(user, act=acts.act_at(actors.COMMAND, clock.now()))
    click.echo(f"{email} begins anew: a password alone is enough until they add another factor.")


COMMANDS = (
    create_administrator,
    reset_factors,
)
