"""What a partner still owes on a sheet."""

import pytest

from registry.commitments.rules.signature_sheets import owed_by

ANN, BO, NOBODY = ("Ann Lee", "Director"), ("Bo Roe", "Chair"), ("", "")


@pytest.mark.parametrize(
    ("people", "needed", "given", "owed"),
    [
        ([ANN, BO], 1, 0, [ANN]),
        ([ANN, BO], 2, 0, [ANN, BO]),
        ([ANN, BO], 2, 1, [BO]),
        ([ANN], 2, 0, [ANN, NOBODY]),
        ([ANN], 2, 1, [NOBODY]),
        ([], 1, 0, [NOBODY]),
        ([ANN], 1, 1, [NOBODY]),
        ([("Ann Lee", None)], 1, 0, [("Ann Lee", "")]),
    ],
)
def test_each_signature_owed_has_the_person_listed_for_it(people, needed, given, owed):
    assert owed_by(people, needed=needed, given=given) == owed
