"""The command that verifies a file: `flask --app wsgi registry verify`."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click

from registry import clock
from registry.command_line import command, told_in_words
from registry.verification.queries import verdicts


@command("verify")
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


COMMANDS = (verify,)
