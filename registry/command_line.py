"""Behaviour that all commands of the registry share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import with_appcontext

from registry.errors import BadLines, RegistryError


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command with this name that runs in the application's context."""

    def make(function: Callable[..., Any]) -> click.Command:
        return click.command(name)(with_appcontext(function))

    return make


@contextmanager
def told_in_words() -> Iterator[None]:
    """Print an expected error as one sentence and exit 1."""
    try:
        yield
    except BadLines as error:
        raise click.ClickException("\n".join([str(error), *map(str, error.lines)])) from error
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
