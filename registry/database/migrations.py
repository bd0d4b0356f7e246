"""The migrations known to this version."""

from alembic.script import ScriptDirectory
from flask import current_app


def scripts() -> ScriptDirectory:
    """All migrations."""
    return ScriptDirectory(current_app.extensions["migrate"].directory)


def newest_revision() -> str:
    """The newest migration; empty when there is none."""
    return scripts().get_current_head() or ""
