"""The command for the demonstration: `flask --app wsgi registry demo`."""

import click

from registry import clock
from registry.command_line import command
from registry.demo import cast, installation
from registry.errors import RuleBroken


@command("demo")
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
