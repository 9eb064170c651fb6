"""One plot on a screen: it can be focused, zoomed, panned, read under a cursor, and made to fill the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from lab.format import duration, number
from lab.keymap import named
from lab.series import Axis, smoothed
from lab.theme import Ink
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Look, Plot, Reference, Series, View, XKind, extent, plot, read, scale_of

_SMOOTH = (0.6, 0.9, 0.97)
"""Weights that a key goes through, before none."""


class CurvePanel(Widget, can_focus=True):
    """Series over one of several axes, with reference lines. Dragging pans, the wheel zooms, a click reads.

    It hands its lines to textual as strips: as a text they would be wrapped and laid out again, which takes longer than
    drawing the plot.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = named(
        "plot",
        [
            Binding("enter", "full", "full screen", tooltip="Fill the screen with this plot, or give it back"),
            Binding("l", "log", "log", tooltip="Logarithmic values"),
            Binding("m", "smooth", "smooth", tooltip="More smoothing; after the most, none"),
            Binding("x", "axis", "x axis", tooltip="Over the next of steps, tokens, episodes and time that there is"),
            Binding(
                "left", "cursor(-1)", "read", key_display="←→", tooltip="Move the cursor and read the values under it"
            ),
            Binding("right", "cursor(1)", "read right", show=False, tooltip="Move the cursor to the right"),
            Binding("plus,equals_sign", "zoom(0.6)", "zoom", key_display="+", tooltip="Zoom in"),
            Binding("minus", "zoom(1.7)", "zoom out", show=False, tooltip="Zoom out"),
            Binding("shift+left", "pan(-0.2)", "pan left", show=False, tooltip="Pan to the left"),
            Binding("shift+right", "pan(0.2)", "pan right", show=False, tooltip="Pan to the right"),
            Binding("0", "reset", "whole", show=False, tooltip="Show everything again"),
        ],
    )
    DEFAULT_CSS = """
    CurvePanel { border: round $border; padding: 0 0; height: 1fr; width: 1fr; border-title-color: $foreground; border-subtitle-color: $text-muted; }
    CurvePanel:focus { border: round $accent; }
    """

    class Pointed(Message):
        """The cursor was put elsewhere on this panel's axis; None took it away."""

        def __init__(self, panel: CurvePanel, cursor: float | None) -> None:
            super().__init__()
            self.panel, self.cursor = panel, cursor

    class Turned(Message):
        """The curves are drawn over another axis."""

        def __init__(self, panel: CurvePanel, axis: Axis) -> None:
            super().__init__()
            self.panel, self.axis = panel, axis

    def __init__(self, title: str, *, smoothing: float = 0.0, id: str | None = None) -> None:
        """`smoothing` is the share of the past in a curve's moving average, in [0, 1)."""
        super().__init__(id=id)
        self.border_title = title
        self._curves: Mapping[Axis, Sequence[Series]] = {}
        self._references: Sequence[Reference] = ()
        self._log, self._smoothing = False, smoothing
        self._axis: Axis = "steps"
        self._view: View | None = None
        self._cursor: float | None = None
        self._grip: tuple[int, View] | None = None
        """The column where a button went down, and what was shown then, while the plot is dragged."""
        self._dragged = False
        """The plot was moved since a button went down: what follows is no click."""
        self._plot: Plot | None = None
        """The drawing without the cursor, which is laid over it."""
        self._plotted: tuple[int, int, Ink] | None = None
        """How large and in which colours the plot is drawn that is kept; None when it has to be drawn again."""
        self._strips: list[Strip] | None = None
        """The lines of the plot that is kept; None when they have to be made again."""

    @property
    def empty(self) -> bool:
        """There is nothing to draw yet."""
        return not any(one.xs for shown in self._curves.values() for one in shown)

    @property
    def axis(self) -> Axis:
        """What the curves are drawn over."""
        return self._axis

    @property
    def cursor(self) -> float | None:
        """Where on that axis values are read; None for nowhere."""
        return self._cursor

    @property
    def logarithmic(self) -> bool:
        """Values are on a logarithmic scale."""
        return self._log

    def show(self, curves: Mapping[Axis, Sequence[Series]], references: Sequence[Reference] = ()) -> bool:
        """The same curves over each of the axes that there are. Answers whether they are others than before."""
        if (curves, references) == (self._curves, self._references):
            return False
        self._curves, self._references = curves, references
        if self._axis not in curves:
            self._axis = next(iter(curves), "steps")
        self._again()
        return True

    def point(self, cursor: float | None) -> None:
        """Puts the cursor somewhere, and tells nobody."""
        if cursor != self._cursor:
            self._cursor = cursor
            self._recross()

    def turn(self, axis: Axis) -> None:
        """Draws over another axis, all of it, and tells nobody."""
        if axis != self._axis:
            self._axis, self._view, self._cursor = axis, None, None
            self._again()

    @property
    def _shown(self) -> Sequence[Series]:
        return self._curves.get(self._axis, ())

    def render_line(self, y: int) -> Strip:
        width, height = self.content_size
        if self._strips is None or len(self._strips) != height or self._strips[0].cell_length != width:
            self._strips = self._lines(width, height)
        return self._strips[y]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips = None

    def _lines(self, width: int, height: int) -> list[Strip]:
        base = self.rich_style
        nothing = not any(one.xs for one in self._shown)
        if nothing or width < 8 or height < 3:
            said = "nothing yet" if self.empty else f"nothing over {self._axis}" if nothing else ""
            first = Strip([Segment(said, _style(base, ink_of(self.app).muted, ""))]).adjust_cell_length(width, base)
            return [first, *[Strip.blank(width, base)] * (height - 1)]
        return [
            Strip([Segment(text, _style(base, color, ground)) for text, color, ground in line], width)
            for line in self._crossed(self._drawing(width, height)).lines
        ]

    def _crossed(self, drawn: Plot) -> Plot:
        return drawn if self._cursor is None else drawn.crossed(self._drawn(), self._cursor, ink_of(self.app))

    def _drawing(self, width: int, height: int) -> Plot:
        colors = ink_of(self.app)
        if self._plot is None or self._plotted != (width, height, colors):
            self._plotted = (width, height, colors)
            kind: XKind = "time" if self._axis == "time" else "count"
            look = Look(log=self._log, view=self._view, x=kind, ink=colors, ground=colors.background)
            references = () if self._log else self._references
            self._plot = plot(self._drawn(), width, height, references=references, look=look)
        return self._plot

    def _drawn(self) -> list[Series]:
        """The series as they are drawn: smoothed ones before their faint raw values."""
        chosen = self._shown
        weight = self._smoothing
        if not weight:
            return list(chosen)
        raw = [Series(one.name, one.xs, one.ys, one.color, faint=True) for one in chosen]
        return raw + [
            Series(one.name, one.xs, smoothed(one.ys, weight), one.color, one.low, one.high) for one in chosen
        ]

    def _title(self) -> None:
        """The legend, with the values under the cursor or the latest ones."""
        parts: list[tuple[str, str]] = []
        colors = ink_of(self.app) if self.is_attached else None
        if self._cursor is not None:
            at = duration(self._cursor) if self._axis == "time" else f"{self._cursor:.0f}"
            parts.append((f"at {at}  ", ""))
        for one in self._shown:
            found = (
                read(one, self._cursor) if self._cursor is not None else ((one.xs[-1], one.ys[-1]) if one.xs else None)
            )
            if found:
                parts += [(f"{one.name} ", one.color), (f"{number(found[1])}  ", colors.text if colors else "")]
        marks = [
            mark
            for mark, on in (
                (f"over {self._axis}", self._axis != next(iter(self._curves), "steps")),
                ("log", self._log),
                (f"smooth {self._smoothing:g}", self._smoothing),
                ("zoomed", self._view),
            )
            if on
        ]
        parts.append(("  ".join(marks), ""))
        title = Content.assemble(*parts)
        self.border_subtitle = title if title.plain else None

    def _again(self) -> None:
        self._plotted = self._strips = None
        self._title()
        self.refresh()

    def _recross(self) -> None:
        """Only the cursor stands elsewhere: the plot is kept."""
        self._strips = None
        self._title()
        self.refresh()

    def _whole(self) -> View:
        drawn = self._drawn()
        return extent(drawn, () if self._log else self._references, scale_of(drawn, (), self._log))

    def action_full(self) -> None:
        if self.screen.maximized is self:
            self.screen.minimize()
        else:
            self.screen.maximize(self, container=False)

    def action_log(self) -> None:
        self._log, self._view = not self._log, None
        self._again()

    def action_smooth(self) -> None:
        self._smoothing = next((weight for weight in _SMOOTH if weight > self._smoothing), 0.0)
        self._again()

    def action_axis(self) -> None:
        axes = list(self._curves)
        if axes:
            here = axes.index(self._axis) if self._axis in axes else -1
            self.turn(axes[(here + 1) % len(axes)])
            self.post_message(self.Turned(self, self._axis))

    def action_cursor(self, by: int) -> None:
        view = self._view or self._whole()
        here = view.x1 if self._cursor is None else self._cursor
        step = (view.x1 - view.x0) / max(self.content_size.width - 8, 10)
        self._move_to(min(max(here + by * step, view.x0), view.x1))

    def _move_to(self, cursor: float | None) -> None:
        self.point(cursor)
        self.post_message(self.Pointed(self, cursor))

    def action_zoom(self, factor: float) -> None:
        self._view = (self._view or self._whole()).zoomed(factor, self._cursor, vertical=False)
        self._again()

    def action_pan(self, by: float) -> None:
        self._view = (self._view or self._whole()).panned(by, 0.0)
        self._again()

    def action_reset(self) -> None:
        self._view = None
        self._move_to(None)
        self._again()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_zoom(0.8)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_zoom(1.25)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragged = False
        if event.button == 1 and self._plot is not None:
            self._grip = (event.screen_x, self._view or self._whole())
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._grip is None or self._plot is None:
            return
        start, view = self._grip
        if event.screen_x != start or self._dragged:
            self._dragged = True
            self._view = view.panned((start - event.screen_x) / max(self._plot.columns, 1), 0.0)
            self._again()

    def on_mouse_up(self) -> None:
        if self._grip is not None:
            self._grip = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        if self._plot is not None and not self._dragged:
            self._move_to(self._plot.x_at(event.x - 1))


@lru_cache(maxsize=1024)
def _style(base: Style, color: str, ground: str) -> Style:
    """The colours of a piece over those of the panel."""
    return base + Style(color=color or None, bgcolor=ground or None)
