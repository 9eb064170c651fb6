"""Colours: every text can be read in every theme, and what colours tell is told otherwise too."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from textual.color import Color as Shade
from textual.pilot import Pilot

from lab.app import LabApp
from lab.screens.launch import LaunchScreen
from lab.screens.leaderboard import LeaderboardScreen
from lab.screens.run import RunScreen
from lab.settings import Settings, save
from lab.theme import SIXTEEN, THEMES, ink
from lab.widgets.rows import Rows
from tests.lab.screens.driving import SIZES, SMALL, filled, golden, playing, replaying, sees, settled, shown

READABLE = 4.5
"""WCAG 2's contrast of text with its ground."""

SIXTEENTH = 4.2
"""Where there are sixteen colours, light red on blue is what comes nearest; the terminal paints them as it likes."""

LETTERS = re.compile(r"\w")


def light(color: str) -> float:
    """The relative luminance of `#rrggbb`."""
    parts = [part / 255 for part in Shade.parse(color).rgb]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_texts_can_be_read_on_every_ground(theme: object) -> None:
    from textual.theme import Theme

    assert isinstance(theme, Theme)
    colors, least = ink(theme), SIXTEENTH if theme is SIXTEEN else READABLE
    texts = {name: getattr(colors, name) for name in ("text", "muted", "primary", "secondary", "accent", "good", "bad")}
    texts |= {f"series {k}": color for k, color in enumerate(colors.series[:6])}
    for name, color in texts.items():
        for ground in (colors.background, colors.surface, colors.panel):
            if theme is SIXTEEN and name.startswith("series") and ground == colors.panel:
                continue  # Curves are drawn on the background.
            assert contrast(color, ground) >= least, (theme.name, name, color, ground)


def pieces(app: LabApp) -> Iterator[tuple[int, Segment]]:
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        for piece in strip:
            yield y, piece


def faded(app: LabApp) -> list[str]:
    """Texts on the screen that cannot be read, each with its contrast."""
    found = []
    least = SIXTEENTH if app.theme == SIXTEEN.name else READABLE
    for y, piece in pieces(app):
        style = piece.style
        if not LETTERS.search(piece.text) or style is None or style.color is None or style.bgcolor is None:
            continue
        front, ground = style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex
        if contrast(front, ground) < least:
            found.append(f"line {y}: {piece.text.strip()!r} {front} on {ground}: {contrast(front, ground):.1f}")
    return found


async def walk(pilot: Pilot[None]) -> AsyncIterator[str]:
    """A way through the app's places; the name of each."""
    app = pilot.app
    assert isinstance(app, LabApp)
    await sees(pilot, "bc-maze-fo-0000")
    await pilot.press("space")
    yield "runs"
    await pilot.press("question_mark")
    yield "help"
    await pilot.press("escape", "d")
    yield "question"
    await pilot.press("n", "enter")
    await settled(pilot, lambda: isinstance(app.screen, RunScreen))
    await sees(pilot, "learning")
    yield "run"
    await pilot.press("n")
    await settled(pilot, lambda: isinstance(app.screen, LaunchScreen))
    await sees(pilot, "lmrl-lab run")
    yield "launch"
    await pilot.press("escape", "r")
    await replaying(pilot)
    await pilot.press("right", "right")
    yield "replay"
    await pilot.press("escape", "escape", "l")
    await settled(pilot, lambda: isinstance(app.screen, LeaderboardScreen))
    await sees(pilot, "paper")
    yield "leaderboard"
    await pilot.press("escape", "h")
    await sees(pilot, "Take the tour")
    yield "welcome"
    await pilot.press("down", "enter")
    await playing(pilot)
    await pilot.press(*"about", "enter", *"cr")
    await sees(pilot, "turn 1 of 6")
    yield "wordle"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_text_on_every_screen_can_be_read(theme: str, tmp_path: Path) -> None:
    filled(tmp_path)
    app = LabApp(tmp_path)
    app.theme = theme
    found: dict[str, list[str]] = {}
    async with app.run_test(size=SMALL) as pilot:
        async for place in walk(pilot):
            await pilot.pause()
            if place == "runs":
                assert shown(app).count("▌") == 1
            if faded(app):
                found[place] = faded(app)
    assert not found, "\n".join(f"{place}: {one}" for place, some in found.items() for one in some)


async def test_sixteen_colours_have_a_theme_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on TERM=xterm without COLORTERM: what a terminal makes of the colours still stands apart."""
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    filled(tmp_path)
    save(tmp_path, Settings(player="Ada", theme="lab-light"))
    app = LabApp(tmp_path)
    assert app.theme == SIXTEEN.name
    lost: dict[str, list[str]] = {}
    async with app.run_test(size=SMALL) as pilot:
        async for place in walk(pilot):
            await pilot.pause()
            for y, piece in pieces(app):
                if piece.style and piece.style.color and piece.style.bgcolor and LETTERS.search(piece.text):
                    front, ground = (_of_sixteen(color) for color in (piece.style.color, piece.style.bgcolor))
                    if front == ground:
                        lost.setdefault(place, []).append(f"line {y}: {piece.text!r}")
        await pilot.press("f2")
        assert app.theme == SIXTEEN.name
    assert not lost


def _of_sixteen(color: Color) -> int | None:
    return color.downgrade(ColorSystem.STANDARD).number


@SIZES
async def test_without_colours_rows_marks_and_turns_are_told_by_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    filled(tmp_path)
    app = LabApp(tmp_path)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "bc-maze-fo-0000")
        await pilot.press("space")
        lines = shown(app).splitlines()
        assert lines[2].startswith(" ▌✓ ilql-maze-fo-0001"), "marked, and done"
        assert lines[3].startswith("▸ ✓ ilql-maze-fo-0000"), "under the cursor"
        assert app.screen.query_one(Rows).key == "ilql-maze-fo-0000"
        await golden(pilot, "nocolor-runs")
        await pilot.press("r")
        await replaying(pilot)
        await pilot.press("right", "right")
        await sees(pilot, "▸ move")
        assert "the agent no longer sees what is above" in shown(app)
        assert all(grey(piece) for _, piece in pieces(app))


def grey(piece: Segment) -> bool:
    colors = [color for color in (piece.style.color, piece.style.bgcolor) if color] if piece.style else []
    return all(len({*color.get_truecolor()}) == 1 for color in colors)


@SIZES
async def test_without_colours_tiles_and_keys_are_told_by_signs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    save(tmp_path, Settings(player="Ada"))
    app = LabApp(tmp_path, "play wordle 3")
    async with app.run_test(size=size) as pilot:
        screen = await playing(pilot)
        await pilot.press(*"about", "enter")
        await sees(pilot, "turn 1 of 6")
        marks = screen.game.state.answers[0]
        for letter, mark in zip("ABOUT", marks, strict=True):
            assert {"g": f"[{letter}]", "y": f"({letter})", "b": f" {letter} "}[mark].strip() in shown(app)
        await golden(pilot, "nocolor-wordle")
