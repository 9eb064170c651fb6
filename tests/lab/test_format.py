import pytest

from lab import format


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-6.8412, "−6.84"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.5, "0.500"),
        (0.9999, "1.00"),
        (101.4, "101"),
        (1234.5, "1234"),
        (12345, "12.3k"),
        (1.5e6, "1.50M"),
        (0.00012, "1.2e-4"),
        (-3e-7, "−3.0e-7"),
        (float("nan"), "–"),
        (float("-inf"), "−∞"),
    ],
)
def test_numbers_keep_three_digits(value: float, shown: str) -> None:
    assert format.number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (950, "950"), (1500, "1.5k"), (20000, "20k"), (0.25, "0.25")])
def test_counts_are_short(value: float, shown: str) -> None:
    assert format.count(value) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0s"), (8, "8s"), (125, "2m05"), (4800, "1h20"), (3 * 86400 + 4 * 3600, "3d4h")]
)
def test_durations_have_two_units(seconds: float, shown: str) -> None:
    assert format.duration(seconds) == shown


def test_ages_have_one_unit() -> None:
    assert [format.age(s) for s in (2, 45, 720, 3 * 3600 + 59, 5 * 86400)] == ["now", "45s", "12m", "3h", "5d"]


def test_sizes_and_shares() -> None:
    assert [format.size(n) for n in (512, 3.4e9, 250e6)] == ["512 B", "3.4 GB", "250 MB"]
    assert [format.percent(s) for s in (0, 0.004, 0.12, 0.996, 1)] == ["0%", "0.4%", "12%", "100%", "100%"]
    assert [format.fixed(v, 1) for v in (-6.84, 0.04, -0.04)] == ["−6.8", "0.0", "0.0"]
