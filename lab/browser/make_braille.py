"""Makes page/braille.ttf: the 256 braille patterns that curves are drawn with, in the measures of the page's Roboto Mono.

Roboto Mono has none, and what a browser then takes from its system is as wide as it likes, so that curves come apart. Here the
dots of neighbouring cells are as far from each other as those of one cell. Needs fontTools (`pip install fonttools`), which
the lab itself does not: `python -m lab.browser.make_braille`.
"""

from math import cos, pi, sin
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM, WIDTH, ASCENT, DESCENT = 2048, 1229, 2146, -555
"""Those of Roboto Mono."""
RADIUS = 210
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each bit of a pattern's number."""


def main() -> None:
    names = [f"dots{pattern:02x}" for pattern in range(256)]
    every = [".notdef", "dot", *names]
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(every)
    font.setupCharacterMap({0x2800 + pattern: name for pattern, name in enumerate(names)})
    glyphs = {".notdef": TTGlyphPen(None).glyph(), "dot": _dot()}
    font.setupGlyf(glyphs | {name: _pattern(k, glyphs) for k, name in enumerate(names)})
    font.setupHorizontalMetrics(dict.fromkeys(every, (WIDTH, 0)))
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable({"familyName": "Lab Braille", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    font.setupPost(keepGlyphNames=False)
    font.save(Path(__file__).parent / "page" / "braille.ttf")


def _dot() -> Any:
    """A disk about the origin."""
    pen = TTGlyphPen(None)
    corners = [(round(RADIUS * cos(k * pi / 8)), round(-RADIUS * sin(k * pi / 8))) for k in range(16)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _pattern(number: int, glyphs: dict[str, Any]) -> Any:
    pen = TTGlyphPen(glyphs)
    for bit, (column, row) in enumerate(DOTS):
        if number >> bit & 1:
            x, y = WIDTH * (2 * column + 1) / 4, ASCENT - (ASCENT - DESCENT) * (2 * row + 1) / 8
            pen.addComponent("dot", (1, 0, 0, 1, round(x), round(y)))
    return pen.glyph()


if __name__ == "__main__":
    main()
