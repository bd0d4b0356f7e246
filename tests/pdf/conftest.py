"""What the tests of PDFs begin with: a record, strangers, and an authority that stamps the time."""

from tests.records.conftest import (  # fixtures
    authority,  # noqa: F401
    backing,  # noqa: F401
    lta,  # noqa: F401
    record,  # noqa: F401
    stranger,  # noqa: F401
    trust,  # noqa: F401
)
