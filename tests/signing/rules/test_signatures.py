"""What is a signature: a name, or a drawing, by somebody who may and who agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import RuleBroken
from registry.signing.rules import signatures
from registry.signing.rules.signatures import (
    DRAWING_BOX,
    MOST_POINTS,
    NAME_LENGTH,
    Signature,
    check_drawing,
    check_signature,
)

GIVEN = {
    "name": "Ann Lee",
    "title": "Director",
    "language": "en",
    "typed": "Ann Lee",
    "consents": True,
    "has_authority": True,
}

# -- drawn signatures --------------------------------------------------------------------------------


POINTS = st.tuples(*(st.floats(0, side) | st.integers(0, side) for side in DRAWING_BOX)).map(list)


@given(st.lists(st.lists(POINTS, min_size=1, max_size=20), min_size=1, max_size=9))
def test_a_drawing_inside_the_box_is_kept_to_a_tenth_of_a_point(strokes):
    kept = check_drawing(strokes)
    assert [len(stroke) for stroke in kept] == [len(stroke) for stroke in strokes]
    assert kept == check_drawing(kept)


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        None,
        "scribble",
        [None],
        [[]],
        [[[1]]],
        [[["1", "2"]]],
        [[[1, 2, 3]]],
        [[[-0.1, 5]]],
        [[[601, 5]]],
        [[[5, 201]]],
        [[[float("nan"), 5]]],
        [[[1, 1]] * (MOST_POINTS + 1)],
    ],
)
def test_what_is_no_drawing_is_refused_on_its_field(strokes):
    with pytest.raises(RuleBroken) as refused:
        check_drawing(strokes)
    assert refused.value.field == "signature_strokes"


# -- typed signatures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *((typed, "Ann Lée") for typed in ("Ann Lee", "ann lee", "Dr. Ann Lee", "A. Lee", "Lee", "A.L.")),
        ("Éloïse Lée-Roy", "Eloise Lee"),
    ],
)
def test_one_signs_by_ones_name_part_of_it_or_initials(typed, name):
    assert signatures.is_signature_of(typed, name)


@pytest.mark.parametrize("typed", ["Somebody Else", "B.L.", "X Y", "Anne"])
def test_anothers_name_is_no_signature(typed):
    assert not signatures.is_signature_of(typed, "Ann Lee")


# -- all that is given -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", [{}, {"typed": "", "strokes": [[[1, 2]]]}, {"name": "Lee " * 50, "typed": "Lee"}]
)
def test_one_signs_by_a_name_typed_or_drawn(said):
    assert check_signature(Signature(**GIVEN | said)) is None


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"name": "1"}, "name", "Enter your name."),
        ({"name": "Ann Lee" + "e" * NAME_LENGTH}, "name", "Use at most"),
        ({"title": " "}, "title", "Enter your title."),
        ({"title": "x" * (NAME_LENGTH + 1)}, "title", "Use at most"),
        ({"has_authority": False}, "has_authority", "Confirm that you are authorized"),
        ({"consents": False}, "consents", "Confirm that you agree"),
        ({"typed": ""}, "typed", "Type your name as your signature."),
        ({"typed": "Bo Roe"}, "typed", "This is another name than the one above."),
        ({"typed": "Ann " * NAME_LENGTH}, "typed", "Use at most"),
    ],
)
def test_what_is_missing_in_a_signature_is_said_on_its_field(said, field, words):
    with pytest.raises(RuleBroken) as refused:
        check_signature(Signature(**GIVEN | said))
    assert refused.value.field == field
    assert refused.value.message.startswith(words)
