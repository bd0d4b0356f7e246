"""How Alembic reaches the database: by the application's writing engine."""

from alembic import context
from flask import current_app

from registry.database.session import WRITING, db
from registry.database.types import UtcDateTime

config = context.config


def run_migrations() -> None:
    """Migrate in one transaction; SQLite rebuilds tables, so its foreign keys rest meanwhile."""
    engine = db.engines[WRITING]
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A pragma inside a transaction does nothing: say it on the bare connection.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_as_batch=True,
                compare_type=True,
                include_object=_is_ours,
                render_item=_render_plainly,
                **_settings(),
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def _is_ours(thing, name, kind, reflected, compare_to):  # type: ignore[no-untyped-def]
    """Leave the waking queue's own tables alone."""
    return not (kind == "table" and name.startswith("huey"))


def _render_plainly(kind, thing, autogen_context):  # type: ignore[no-untyped-def]
    """Migrations stand on their own: our column types are written as the plain ones beneath."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _settings() -> dict:  # type: ignore[type-arg]
    given = dict(current_app.extensions["migrate"].configure_args)
    return {key: value for key, value in given.items() if key not in ("render_as_batch", "compare_type")}


run_migrations()
