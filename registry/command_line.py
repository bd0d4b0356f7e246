"""What all commands of the registry do alike."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from registry.errors import BadLines, RegistryError


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what went wrong into a sentence and exit 1."""
    try:
        yield
    except BadLines as error:
        raise click.ClickException("\n".join([str(error), *map(str, error.lines)])) from error
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
