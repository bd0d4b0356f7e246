"""What all commands of the registry do alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import with_appcontext

from registry.errors import BadLines, RegistryError


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command of this name, which runs in the context of the application."""

    def make(function: Callable[..., Any]) -> click.Command:
        return click.command(name)(with_appcontext(function))

    return make


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what went wrong into a sentence and exit 1."""
    try:
        yield
    except BadLines as error:
        raise click.ClickException("\n".join([str(error), *map(str, error.lines)])) from error
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
