"""What runs on a day, and what it rests on."""

import json

import pytest

from registry.documents.rules.figures import Basis, Figure, InForce, Place, PlaceKind
from registry.documents.rules.provisions import ProvisionKind
from tests.documents.builders import OTHER_PROVISIONS


@pytest.mark.parametrize("kind", ProvisionKind)
@pytest.mark.parametrize("place", [None, Place(PlaceKind.SECTION, "5.3", "time"), Place(PlaceKind.PAGE, "7")])
def test_a_figure_is_kept_whole(kind: ProvisionKind, place: Place | None) -> None:
    title = {"en": "Statement", "fr": "Énoncé"}
    figure = Figure(
        kind, OTHER_PROVISIONS[kind], Basis.SIGNED, 8, 3, "statement", title, place, {"en": "Hub"}
    )
    kept = Figure.from_json(kind, json.loads(json.dumps(figure.as_json())))
    assert (kept, kept.as_json()) == (figure, figure.as_json())


def test_what_runs_is_read_as_typed_values() -> None:
    figures = {kind: Figure(kind, OTHER_PROVISIONS[kind], Basis.SIGNED) for kind in ProvisionKind}
    assert InForce(figures).values == OTHER_PROVISIONS
