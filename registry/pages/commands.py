"""The command that lists what needs an administrator: `flask --app wsgi registry check`."""

import sys

import click

from registry import clock
from registry.command_line import command
from registry.pages.queries import attention


@command("check")
def check() -> None:
    """List all that needs an administrator: keys, certificates, mail, records; exit 1 if anything does."""
    found = attention.needs(clock.now())
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Nothing needs your attention.")


COMMANDS = (check,)
