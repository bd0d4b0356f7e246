"""Files that take long are brought at once, to a real server and its worker: everybody else is answered."""

from tests import load_verify


def test_files_that_take_long_keep_nobody_waiting(tmp_path):
    found = load_verify.run(tmp_path, files=4, pages=20, size=400)
    assert found.is_good
    assert found.waiting
    assert len(found.verdicts) == 4
