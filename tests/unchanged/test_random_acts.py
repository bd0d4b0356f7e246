"""A sample of what `python -m tests.unchanged_pages` does in full, and that it would notice an old page."""

from types import SimpleNamespace

import pytest

from tests import unchanged_pages
from tests.unchanged_pages import DIFFERS, MADE, UNCHANGED, Browser

TAG = {"ETag": 'W/"a tag"'}


@pytest.mark.parametrize("on_postgres", [False, True])
def test_no_unchanged_page_differs_from_one_made_anew(on_postgres, tmp_path):
    seen = unchanged_pages.measure(tmp_path, 200, on_postgres=on_postgres, processes=2)
    assert unchanged_pages.is_sound(seen), seen
    assert seen[unchanged_pages.ACTED]


def answering(text, *, unchanged=False):
    """A server that shows a text, and says of a page with a tag that it is unchanged, true or not."""

    def get(path, headers=None):
        status = 304 if headers and unchanged else 200
        return SimpleNamespace(status_code=status, text=text, headers=TAG)

    return SimpleNamespace(get=get)


def test_a_page_that_was_kept_too_long_is_noticed():
    browser = Browser(answering("Maple"), addresses=())
    assert browser.compare("/partners") == MADE
    browser.client = answering("Maple", unchanged=True)
    assert browser.compare("/partners") == UNCHANGED
    browser.client = answering("Oak", unchanged=True)
    assert browser.compare("/partners") == DIFFERS
