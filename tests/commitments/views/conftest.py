"""What the tests of the coordinator's pages on commitments begin with."""

import pytest

from registry.commitments.services import answers
from registry.database.transactions import unit_of_work
from tests.commitments.builders import change, let_lapse, propose
from tests.factories import NOW, make_coordinator


@pytest.fixture
def signed_in(team, client):
    """The coordinator of the team."""
    with unit_of_work():
        client.sign_in(make_coordinator(team))
    return team


@pytest.fixture
def everything(team, partner, version, asked):
    """Something behind every address: a request, a question, a new person named, a lapse."""
    with change(team):
        answers.ask_question(asked, text="For the whole term?", act=asked.act_by_link(NOW))
    propose(asked)
    let_lapse(partner, version)


@pytest.fixture
def busy_coordinator(team, client, partner, asked):
    """The coordinator, before whom lie a request, a question and a new person named."""
    with change(team):
        answers.ask_question(asked, text="For the whole term?", act=asked.act_by_link(NOW))
    propose(asked)
    with unit_of_work():
        client.sign_in(make_coordinator(team))
