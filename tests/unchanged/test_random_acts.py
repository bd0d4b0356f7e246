"""A sample of what `python -m tests.unchanged_pages` does in full."""

import pytest

from tests import unchanged_pages


@pytest.mark.parametrize("on_postgres", [False, True])
def test_no_unchanged_page_differs_from_one_made_anew(on_postgres, tmp_path):
    seen = unchanged_pages.measure(tmp_path, 200, on_postgres=on_postgres, processes=2)
    assert unchanged_pages.is_sound(seen), seen
    assert seen[unchanged_pages.ACTED]
