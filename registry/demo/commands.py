"""The command for the demonstration: `flask --app wsgi registry demo`."""

import click
from flask.cli import with_appcontext

from registry import clock
from registry.demo import cast, installation
from registry.errors import RuleBroken


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Fill an empty database with the demonstration's team, and print how to sign in."""
    try:
        installation.fill(clock.now())
    except RuleBroken as error:
        click.echo(str(error))
        return
    click.echo(f"Demo sign-in, each with the password “{cast.PASSWORD}”:")
    for account in cast.ACCOUNTS:
        click.echo(f"  {account.email}  {account.part}")
    click.echo("An administrator needs a second factor: here its page tells the code of the app.")


COMMANDS = (demo,)
