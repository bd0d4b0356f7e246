"""The migrations that this version knows."""

from alembic.script import ScriptDirectory
from flask import current_app


def scripts() -> ScriptDirectory:
    """All migrations."""
    return ScriptDirectory(current_app.extensions["migrate"].directory)


def newest_revision() -> str:
    """The last migration; empty where there is none."""
    return scripts().get_current_head() or ""
