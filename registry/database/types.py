"""Column types that all tables share."""

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC; naive datetimes are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Choice(sa.TypeDecorator[str]):
    """A member of an enumeration, stored as its value; empty text when none is chosen yet."""

    impl = sa.String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return self.kind(value) if value else value


#: JSON, stored as text on SQLite.
Json = sa.JSON

#: Text that is compared and sorted by its bytes, with the same result on both databases.
BytewiseText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
