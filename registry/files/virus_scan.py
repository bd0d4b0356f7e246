"""The installation's virus scanner, which examines files from people before they are stored."""

import logging
import subprocess
from collections.abc import Sequence

from registry import settings
from registry.errors import N_, InvalidInput

LOG = logging.getLogger("registry")

#: Seconds that a scanner may take for one file; the person who sends the file waits for it.
PATIENCE = 25
#: Exit codes of the usual scanners: nothing found, something found.
CLEAN, FOUND = 0, 1


def check_clean(data: bytes, *, field: str) -> None:
    """Refuse on `field` files that the scanner finds harmful, and all files while it does not answer.

    Without `REGISTRY_SCAN_COMMAND` nothing is scanned.
    """
    command: Sequence[str] = settings.setting("REGISTRY_SCAN_COMMAND")
    if not command:
        return
    answer = _ask(command, data)
    if answer == FOUND:
        raise InvalidInput(
            N_("The virus scanner found something harmful in this file. It was not kept."), field=field
        )
    if answer != CLEAN:
        raise InvalidInput(
            N_("The virus scanner does not answer, so no file can be taken. Please try again later."),
            field=field,
        )


def _ask(command: Sequence[str], data: bytes) -> int | None:
    """The scanner's exit code; None when it cannot be started or takes too long."""
    try:
        # the command comes from the settings only
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        LOG.exception("the virus scanner gave no answer")
        return None
    if done.returncode not in (CLEAN, FOUND):
        LOG.error("the virus scanner ended with %s", done.returncode)
    return done.returncode
