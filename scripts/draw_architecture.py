"""Draws the one-way streets of features and of kinds from the import contracts: `docs/architecture.svg`.

python scripts/draw_architecture.py            # writes the picture
python scripts/draw_architecture.py --check    # answers 1 where the picture is not what the contracts say
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

TOP = Path(__file__).resolve().parent.parent
PICTURE = TOP / "docs" / "architecture.svg"

ROW, BOX, GAP = 46, 30, 10
LEFT, KINDS_LEFT = 20, 680
LETTER = 8.3  # of a box's text, in pixels
LETTERS = 'font-family="Arial, sans-serif" font-size="14"'
FEATURE, ROOM, KIND = "#1d70b8", "#505a5f", "#00703c"
DASHED = ' stroke="#0b0c0c" stroke-width="2" stroke-dasharray="5 3"'


def layers_of(contract: dict[str, list[str]]) -> list[list[str]]:
    """The modules of each layer, highest first."""
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def optional_in(contract: dict[str, list[str]]) -> set[str]:
    """The modules in brackets, which need not be there."""
    return {name for layer in contract["layers"] for name in re.findall(r"\((\w+)\)", layer)}


def row_of(
    names: list[str], *, left: float, top: float, colours: dict[str, str], dashed: set[str]
) -> Iterator[str]:
    """One layer: a box a name, from left to right."""
    for name in names:
        width = len(name) * LETTER + 20
        yield (
            f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{BOX}" rx="4" '
            f'fill="{colours[name]}"{DASHED if name in dashed else ""}/>'
        )
        yield f'<text x="{left + width / 2:.0f}" y="{top + 20:.0f}">{escape(name)}</text>'
        left += width + GAP


def arrow(x: float, top: float, bottom: float) -> str:
    """Who is higher may import who is lower."""
    return (
        f'<path d="M{x:.0f} {top:.0f} V{bottom:.0f} m-5 -9 l5 9 l5 -9" fill="none" stroke="#0b0c0c" '
        'stroke-width="2"/>'
    )


def picture() -> str:
    """The whole picture as SVG."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    street, kinds = settings["tool"]["importlinter"]["contracts"][:2]
    removable = optional_in(street)
    features = removable | {name.removeprefix("registry.") for name in kinds["containers"]}
    modules, of_feature = layers_of(street), layers_of(kinds)
    colours = {name: FEATURE if name in features else ROOM for layer in modules for name in layer}
    height = 70 + ROW * max(len(modules), len(of_feature)) + 10
    said = "Features (blue; dashed: removable) and rooms (grey): imports go down only"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 {height}" role="img" {LETTERS}>',
        "<title>Features and rooms of the registry, and the kinds in each feature</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<g fill="#0b0c0c" font-weight="bold">',
        f'<text x="{LEFT + 20}" y="30">{said}</text>',
        f'<text x="{KINDS_LEFT + 20}" y="30">Inside each feature: its kinds, likewise</text>',
        "</g>",
        arrow(LEFT, 50, 50 + ROW * len(modules)),
        arrow(KINDS_LEFT, 50, 50 + ROW * len(of_feature)),
        '<g fill="#ffffff" text-anchor="middle">',
    ]
    for place, layer in enumerate(modules):
        parts += row_of(layer, left=LEFT + 20, top=50 + ROW * place, colours=colours, dashed=removable)
    for place, layer in enumerate(of_feature):
        green = dict.fromkeys(layer, KIND)
        parts += row_of(layer, left=KINDS_LEFT + 20, top=50 + ROW * place, colours=green, dashed=set())
    return "\n".join([*parts, "</g>", "</svg>", ""])


def main() -> None:
    """Write the picture, or check it."""
    drawn = picture()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == drawn else 1)
    PICTURE.write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
