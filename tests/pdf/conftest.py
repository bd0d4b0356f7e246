"""What the tests of PDFs begin with: a record, and an authority of strangers."""

from tests.records.conftest import record, stranger  # noqa: F401  # fixtures
