"""What the tests of certificates begin with: a record, and an authority of strangers."""

from tests.records.conftest import here, kept, record, run, stranger  # noqa: F401  # fixtures
