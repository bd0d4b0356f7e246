"""A sample of the bad-input run, `python -m tests.bad_input`: nothing is answered with an error."""

import time

import pytest

from tests.bad_input import readers, running
from tests.bad_input.running import Bounds
from tests.removable import NEEDS_ALL

#: Requests as a coordinator, beside those that read every page.
SAMPLE = 350
#: Pages that are read for their forms.
PAGES = 100

pytestmark = [
    pytest.mark.usefixtures("app", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@NEEDS_ALL
def test_no_bad_value_in_any_form_is_answered_with_an_error(installation):
    bounds = Bounds(SAMPLE, until=time.monotonic() + 60, pages=PAGES)
    tally = running.run(
        installation, readers.make_readers, bounds, seed=7, wanted=lambda kind: kind == "coordinator"
    )
    assert not [f"{failure} {failure.raised}" for failure in tally.failures]
    assert tally.forms > 50
    assert tally.posts > SAMPLE / 3


def test_the_run_hears_of_an_error_and_says_where_it_is(installation, monkeypatch):
    monkeypatch.setattr("registry.sign_in.views.password_reset.NewPasswordForm", None)
    bounds = Bounds(30, until=time.monotonic() + 60, pages=4)
    tally = running.run(
        installation, readers.make_readers, bounds, seed=7, wanted=lambda kind: "new password" in kind
    )
    assert {failure.status for failure in tally.failures} == {500}
    assert "password_reset.py" in tally.failures[0].raised
