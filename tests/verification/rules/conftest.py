"""What the tests of files begin with: an examination, an authority that answers, a record that it stamped."""

import pytest

from registry.certificates.trust import Trust
from registry.verification.rules.inspection import Examination, examine
from tests.records.builders import AT, Made
from tests.records.conftest import authority, backing, lta, trust  # noqa: F401  # fixtures


@pytest.fixture(scope="session")
def look(record: Made):
    """Examines bytes with the record's authority."""
    known = Trust.read(record.folder)

    def looking(data: bytes) -> Examination:
        return examine(data, known, AT)

    return looking
