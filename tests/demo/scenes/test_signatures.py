"""The signatures of the demonstration."""

from registry.demo.scenes.signatures import DRAWN
from registry.signing.rules.signatures import DRAWING_BOX


def test_the_drawn_signature_can_be_seen_in_its_box():
    across, down = zip(*(point for stroke in DRAWN for point in stroke), strict=True)
    width, height = DRAWING_BOX
    assert width / 2 < max(across) - min(across) < width
    assert height / 4 < max(down) - min(down) < height
