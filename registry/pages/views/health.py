"""Health checks for load balancers: whether the process runs, and whether it can serve. No personal data."""

import logging
import os
import secrets

import sqlalchemy as sa
from alembic.migration import MigrationContext
from flask import Blueprint

from registry import settings
from registry.database import migrations
from registry.database.session import db
from registry.web.access import public

LOG = logging.getLogger("registry")

bp = Blueprint("health", __name__)

Answer = tuple[dict[str, bool], int]


@bp.get("/healthz")
@public("a load balancer asks whether the process answers, and learns nothing else")
def live() -> Answer:
    """Answers as long as the process runs."""
    return {"alive": True}, 200


@bp.get("/readyz")
@public("a load balancer asks whether to send readers here, and learns nothing else")
def ready() -> Answer:
    """200 when the database has this version's tables and the instance folder is writable; else 503."""
    checks = {"database": _database_is_current(), "folder": _folder_can_be_written()}
    return checks, 200 if all(checks.values()) else 503


def _database_is_current() -> bool:
    try:
        with db.engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.SQLAlchemyError:
        LOG.warning("the database does not answer", exc_info=True)
        return False
    return revision == migrations.newest_revision()


def _folder_can_be_written() -> bool:
    probe = settings.instance() / f".probe-{secrets.token_hex(4)}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        probe.unlink()
    except OSError:
        LOG.warning("the instance folder cannot be written", exc_info=True)
        return False
    return True
