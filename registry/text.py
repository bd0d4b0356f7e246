"""How text that people type is taken in, the same in every form."""

import re
import unicodedata

#: Signs without a shape: soft hyphens, fillers, joiners and spaces of no width, marks of direction, the blank
#: of Braille. Those that spell flags (U+E0020 to U+E007F) are left to the pictures they belong to.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0001"
)
_AROUND = re.compile(rf"\A[\s{INVISIBLE}]+|[\s{INVISIBLE}]+\Z")
#: They turn the direction of whatever follows, in other people's texts too.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def trimmed(value: str | None) -> str | None:
    """Without blanks and invisible signs around it, and composed (NFC), so that equal names are equal.

    What consists of nothing else is empty; signs that turn the direction of writing are taken out.
    """
    if value is None:
        return None
    return unicodedata.normalize("NFC", _AROUND.sub("", value.translate(_TURNING)))
