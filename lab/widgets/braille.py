"""A canvas of braille dots, two by four in each character. Pure."""

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Dots:
    """A canvas `width` by `height` characters, that is `2·width` by `4·height` dots, (0, 0) being the lowest left."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells: dict[tuple[int, int], int] = {}

    @property
    def cells(self) -> dict[tuple[int, int], int]:
        """The dots of every character that has some, by (column, row from the top)."""
        return self._cells

    def set(self, x: int, y: int) -> None:
        """Sets one dot; those outside the canvas are dropped."""
        row = self.height * 4 - 1 - y
        if 0 <= x < self.width * 2 and 0 <= row < self.height * 4:
            cell = (x // 2, row // 4)
            self._cells[cell] = self._cells.get(cell, 0) | _DOTS[row % 4][x % 2]

    def rise(self, x: int, low: int, high: int) -> None:
        """Sets the dots of a column from `low` to `high`."""
        for y in range(max(low, 0), min(high, self.height * 4 - 1) + 1):
            self.set(x, y)

    def line(self, x0: int, y0: int, x1: int, y1: int) -> None:
        """Joins two dots, the left one first; what lies outside the canvas costs nothing."""
        if x1 <= x0:
            self.rise(x0, min(y0, y1), max(y0, y1))
            return
        slope = (y1 - y0) / (x1 - x0)
        for x in range(max(x0, 0), min(x1, self.width * 2 - 1) + 1):
            ends = [round(y0 + slope * (min(max(x + half, x0), x1) - x0)) for half in (-0.5, 0.5)]
            self.rise(x, min(ends), max(ends))


def character(dots: int) -> str:
    """The braille character with these dots."""
    return chr(0x2800 + dots)
