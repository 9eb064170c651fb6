"""How numbers, durations, sizes and ages read, on screens and in commands alike."""

import math

_LARGE = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def number(value: float, digits: int = 3) -> str:
    """`value` to about `digits` significant digits, with a true minus sign: `−6.84`, `0.0012`, `12.3k`, `3e-07`."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = abs(value)
    for least, letter in _LARGE:
        if size >= least * (10 if least == 1e3 else 1):
            return _signed(value, _significant(size / least, digits) + letter)
    if size < 1e-3:
        return _signed(value, f"{size:.{max(digits - 2, 0)}e}".replace("e-0", "e-"))
    return _signed(value, _significant(size, digits))


def count(value: float) -> str:
    """A count of things, short: `950`, `1.5k`, `2M`."""
    size = abs(value)
    for least, letter in _LARGE:
        if size >= least:
            return _signed(value, _trimmed(size / least, 2 if size / least < 10 else 1) + letter)
    return _signed(value, _trimmed(size, 0 if size == int(size) else 2))


def fixed(value: float, decimals: int) -> str:
    """`value` with so many decimals and a true minus sign; `–` stands for not-a-number."""
    return "–" if math.isnan(value) else _signed(value, f"{abs(value):.{decimals}f}")


def percent(share: float) -> str:
    """A share as a percentage: `0%`, `0.4%`, `12%`, `100%`."""
    if math.isnan(share):
        return "–"
    return f"{share:.1%}" if 0 < share < 0.0995 else f"{share:.0%}"


def duration(seconds: float) -> str:
    """A time span in its two largest units: `8s`, `2m05`, `1h20`, `3d4h`."""
    if not math.isfinite(seconds):
        return "–"
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}"
    if whole < 86400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}"
    return f"{whole // 86400}d{whole % 86400 // 3600}h"


def age(seconds: float) -> str:
    """How long ago, in one unit: `now`, `45s`, `12m`, `3h`, `5d`."""
    if seconds < 5:
        return "now"
    for unit, letter in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= unit:
            return f"{int(seconds // unit)}{letter}"
    return f"{int(seconds)}s"


def size(count_of_bytes: float) -> str:
    """A number of bytes: `512 B`, `3.4 MB`, `1.2 GB` (1 kB is 1000 bytes)."""
    for least, letter in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count_of_bytes >= least:
            amount = count_of_bytes / least
            return f"{amount:.1f} {letter}" if amount < 100 else f"{amount:.0f} {letter}"
    return f"{count_of_bytes:.0f} B"


def _significant(size: float, digits: int) -> str:
    return f"{size:.0f}" if size >= 10**digits else f"{size:#.{digits}g}".rstrip(".")


def _trimmed(size: float, decimals: int) -> str:
    text = f"{size:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _signed(value: float, text: str) -> str:
    return f"−{text}" if value < 0 and text.strip("0.") else text
