"""The drawing as SVG: well-formed whatever it is given, and with everything that the screen has."""

import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.catalog import spec_from
from lab.cli import main
from lab.store import Store
from lab.svg import PAPER, drawing
from lab.widgets.curve import Reference, Series

NS = "{http://www.w3.org/2000/svg}"


def series(name: str = "ilql", ys: tuple[float, ...] = (1.0, 3.0, 2.0)) -> Series:
    xs = tuple(float(k) for k in range(len(ys)))
    return Series(name, xs, ys, PAPER.series[0])


def test_lines_bands_axes_references_and_legend_are_there() -> None:
    band = Series("ppo ×2", (0.0, 2.0), (0.0, 1.0), PAPER.series[1], (-1.0, 0.5), (1.0, 1.5))
    root = ET.fromstring(
        drawing("eval/return", [series(), band], axis="tokens", references=[Reference("best known", 3.5, PAPER.good)])
    )
    said = [one.text for one in root.iter(f"{NS}text")]
    assert len(list(root.iter(f"{NS}polyline"))) == 2
    assert len(list(root.iter(f"{NS}polygon"))) == 1
    assert {"eval/return", "tokens trained on", "best known 3.50", "ilql  2.00", "ppo ×2  1.00", "0", "2"} <= set(said)


def test_higher_values_stand_higher_and_later_ones_to_the_right() -> None:
    line = next(ET.fromstring(drawing("m", [series()])).iter(f"{NS}polyline"))
    (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert x0 < x1 < x2
    assert y1 < y2 < y0


def test_a_gap_stays_a_gap_and_a_lone_point_is_a_dot() -> None:
    root = ET.fromstring(drawing("m", [series(ys=(1.0, 2.0, math.nan, 4.0, math.nan, 5.0, 6.0))]))
    assert len(list(root.iter(f"{NS}polyline"))) == 2
    assert len(list(root.iter(f"{NS}circle"))) == 1


def test_a_log_scale_leaves_out_what_it_has_no_place_for() -> None:
    root = ET.fromstring(drawing("m", [series(ys=(0.001, 1.0, 1000.0))], log=True))
    ys = [float(point.split(",")[1]) for point in next(root.iter(f"{NS}polyline")).attrib["points"].split()]
    assert math.isclose(ys[0] - ys[1], ys[1] - ys[2], abs_tol=0.1)


def test_names_of_levels_that_lie_close_stand_apart() -> None:
    levels = [Reference(name, value, PAPER.good) for name, value in (("one", 2.0), ("two", 2.01), ("three", 2.02))]
    root = ET.fromstring(drawing("m", [series()], references=levels))
    sides = [
        text.attrib["text-anchor"]
        for text in root.iter(f"{NS}text")
        if (text.text or "").startswith(("one", "two", "three"))
    ]
    assert sorted(sides) == ["end", "middle", "start"]


def test_nothing_to_draw_is_a_drawing_too() -> None:
    assert ET.fromstring(drawing("m", [])).tag == f"{NS}svg"


@given(st.text(max_size=40))
def test_no_name_breaks_the_document(name: str) -> None:
    made = drawing(name, [series(name)], references=[Reference(name, 2.0, PAPER.good)])
    root = ET.fromstring(made.encode("utf-8"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made)
    assert {one.tag for one in root.iter()} <= {
        NS + tag for tag in ("svg", "title", "rect", "text", "line", "polyline")
    }


def test_hostile_names_are_text() -> None:
    name = '"><script>alert(1)</script>&\x1b[31m\u202e\ud800]]>'
    made = drawing(name, [series(name)])
    assert "<script" not in made
    assert "␛[31m⟨202E⟩⟨D800⟩" in "".join(ET.fromstring(made.encode()).itertext())


def test_the_command_draws_seeds_as_a_band_and_says_what_there_is_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(tmp_path / "home") as store:
        runs = [store.create(spec_from("maze-fo", "bc", seed=seed)).id for seed in (0, 1)]
        for k, run in enumerate(runs):
            points = [(step, {"eval/return": step + k, "tokens/trained": 100.0}, step * 1.0) for step in (1, 2, 3)]
            store.record(run, points)
    file = tmp_path / "made.svg"
    words = ["--home", str(tmp_path / "home"), "compare", *runs, "--svg", str(file)]
    assert main([*words, "--over", "tokens"]) == 0
    root = ET.fromstring(file.read_bytes())
    assert len(list(root.iter(f"{NS}polygon"))) == 1
    assert "maze-fo bc ×2  3.50" in [text.text for text in root.iter(f"{NS}text")]
    assert main([*words, "--over", "episodes"]) == 2
    assert "none of these runs counts episodes: draw them over steps or tokens or time" in capsys.readouterr().err
    assert main([*words, "--metric", "eval/retrn"]) == 2
    assert "did you mean eval/return?" in capsys.readouterr().err
    assert main([*words[:-1], "/no/such/folder/made.svg"]) == 1
