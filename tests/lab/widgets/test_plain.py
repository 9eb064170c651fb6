from hypothesis import given
from hypothesis import strategies as st

from lab.widgets.plain import one_line, plain


def test_printable_text_is_left_alone() -> None:
    assert plain("move up, [bold]größer[/bold] 日本 🙂") == "move up, [bold]größer[/bold] 日本 🙂"


def test_what_a_terminal_obeys_becomes_visible() -> None:
    assert plain("\x1b[31mred\x07") == "␛[31mred␇"
    assert plain("a\u202eb") == "a⟨202E⟩b"
    assert plain("\x9b2J\x7f\r") == "⟨009B⟩2J␡␍"
    assert plain("a\u200bb\ufeff\ud800") == "a⟨200B⟩b⟨FEFF⟩⟨D800⟩"
    assert plain("a\xa0b\tc") == "a b␉c"


def test_line_feeds_stay_or_become_a_sign() -> None:
    assert plain("one\ntwo") == "one\ntwo"
    assert plain("one\ntwo", newline="⏎") == "one⏎two"


def test_one_line_is_cut_to_its_width() -> None:
    assert one_line("move up\n", 20) == "move up"
    assert one_line("move up\nmove down", 9) == "move up …"
    assert one_line("abcdef", 1) == "…"
    assert one_line("abc", 0) == ""


@given(st.text())
def test_nothing_unprintable_comes_through(text: str) -> None:
    shown = plain(text)
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert plain(shown) == shown


@given(st.text(), st.integers(0, 40))
def test_one_line_is_never_wider(text: str, width: int) -> None:
    line = one_line(text, width)
    assert len(line) <= width
    assert "\n" not in line
