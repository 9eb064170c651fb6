"""One plot on a screen: it can be focused, zoomed, panned, read under a cursor, and made to fill the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from lab.format import duration, number
from lab.series import smoothed
from lab.theme import Ink
from lab.widgets.chrome import ink_of
from lab.widgets.curve import Look, Plot, Reference, Series, View, extent, plot, read, scale_of

_SMOOTH = (0.0, 0.6, 0.9, 0.97)


class CurvePanel(Widget, can_focus=True):
    """Series over steps or time, with reference lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "full", "full screen", tooltip="Fill the screen with this plot, or give it back"),
        Binding("l", "log", "log", tooltip="Logarithmic values"),
        Binding("m", "smooth", "smooth", tooltip="More smoothing; after the most, none"),
        Binding("x", "axis", "x axis", tooltip="Over steps or over time"),
        Binding("left", "cursor(-1)", "read", key_display="←→", tooltip="Move the cursor and read the values under it"),
        Binding("right", "cursor(1)", "read right", show=False, tooltip="Move the cursor to the right"),
        Binding("plus,equals_sign", "zoom(0.6)", "zoom", key_display="+", tooltip="Zoom in"),
        Binding("minus", "zoom(1.7)", "zoom out", show=False, tooltip="Zoom out"),
        Binding("shift+left", "pan(-0.2)", "pan left", show=False, tooltip="Pan to the left"),
        Binding("shift+right", "pan(0.2)", "pan right", show=False, tooltip="Pan to the right"),
        Binding("0", "reset", "whole", show=False, tooltip="Show everything again"),
    ]
    DEFAULT_CSS = """
    CurvePanel { border: round $border; padding: 0 0; height: 1fr; width: 1fr; border-title-color: $foreground; border-subtitle-color: $text-muted; }
    CurvePanel:focus { border: round $accent; }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = title
        self._steps: Sequence[Series] = ()
        self._times: Sequence[Series] = ()
        self._references: Sequence[Reference] = ()
        self._log, self._smooth, self._over_time = False, 0, False
        self._view: View | None = None
        self._cursor: float | None = None
        self._plot: Plot | None = None
        self._plotted: tuple[int, int, Ink] | None = None
        """How large and in which colours the plot is drawn that is kept; None when it has to be drawn again."""

    @property
    def empty(self) -> bool:
        """There is nothing to draw yet."""
        return not any(one.xs for one in self._steps)

    def show(self, steps: Sequence[Series], times: Sequence[Series], references: Sequence[Reference] = ()) -> None:
        """The same curves over steps and over seconds."""
        if (steps, times, references) == (self._steps, self._times, self._references):
            return
        self._steps, self._times, self._references = steps, times, references
        self._again()

    def render(self) -> RenderResult:
        colors = ink_of(self.app)
        width, height = self.content_size
        if self.empty or width < 8 or height < 3:
            return Text("nothing yet" if self.empty else "", style=colors.muted)
        drawn = (width, height, colors)
        if self._plot is not None and self._plotted == drawn:
            return self._plot.text
        self._plotted = drawn
        references = () if self._log else self._references
        look = Look(
            log=self._log, view=self._view, cursor=self._cursor, x="time" if self._over_time else "count", ink=colors,
            ground=colors.background,
        )  # fmt: skip
        self._plot = plot(self._drawn(), width, height, references=references, look=look)
        return self._plot.text

    def _drawn(self) -> list[Series]:
        """The series as they are drawn: smoothed ones before their faint raw values."""
        chosen = self._times if self._over_time else self._steps
        weight = _SMOOTH[self._smooth]
        if not weight:
            return list(chosen)
        raw = [Series(one.name, one.xs, one.ys, one.color, faint=True) for one in chosen]
        return raw + [
            Series(one.name, one.xs, smoothed(one.ys, weight), one.color, one.low, one.high) for one in chosen
        ]

    def _title(self) -> None:
        """The legend, with the values under the cursor or the latest ones."""
        text = Text(no_wrap=True, overflow="ellipsis")
        colors = ink_of(self.app) if self.is_attached else None
        for one in self._times if self._over_time else self._steps:
            found = (
                read(one, self._cursor) if self._cursor is not None else ((one.xs[-1], one.ys[-1]) if one.xs else None)
            )
            if found:
                text.append(f"{one.name} ", one.color).append(f"{number(found[1])}  ", colors.text if colors else "")
        if self._cursor is not None:
            text.append("at " + (duration(self._cursor) if self._over_time else number(self._cursor, 6)))
        marks = [
            mark
            for mark, on in (
                ("log", self._log),
                (f"smooth {_SMOOTH[self._smooth]:g}", self._smooth),
                ("zoomed", self._view),
            )
            if on
        ]
        text.append("  ".join(marks))
        self.border_subtitle = text.markup if text.plain else None

    def _again(self) -> None:
        self._plotted = None
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
        self._smooth = (self._smooth + 1) % len(_SMOOTH)
        self._again()

    def action_axis(self) -> None:
        self._over_time, self._view, self._cursor = not self._over_time, None, None
        self._again()

    def action_cursor(self, by: int) -> None:
        view = self._view or self._whole()
        here = view.x1 if self._cursor is None else self._cursor
        step = (view.x1 - view.x0) / max(self.content_size.width - 8, 10)
        self._cursor = min(max(here + by * step, view.x0), view.x1)
        self._again()

    def action_zoom(self, factor: float) -> None:
        self._view = (self._view or self._whole()).zoomed(factor, self._cursor, vertical=False)
        self._again()

    def action_pan(self, by: float) -> None:
        self._view = (self._view or self._whole()).panned(by, 0.0)
        self._again()

    def action_reset(self) -> None:
        self._view, self._cursor = None, None
        self._again()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_zoom(0.8)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_zoom(1.25)

    def on_click(self, event: events.Click) -> None:
        if self._plot is not None:
            self._cursor = self._plot.x_at(event.x - 1)
            self._again()
