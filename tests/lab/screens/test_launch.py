"""The launch form by keys: what each field says, as one types, and what is launched."""

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from lab.app import LabApp
from lab.catalog import spec_from
from lab.records import DataSpec
from lab.screens.launch import LaunchScreen
from lab.screens.run import RunScreen
from lab.settings import Settings, save
from lab.store import Store
from tests.lab.screens.driving import LARGE, SIZES, SMALL, filled, golden, sees, settled, shown, to

pytestmark = pytest.mark.usefixtures("ada", "steady_memory")


@SIZES
async def test_a_run_is_shown_in_other_tools_too(home: Path, size: tuple[int, int]) -> None:
    app = LabApp(home, lambda: LaunchScreen(home))
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "trains a BC run first")
        await to(pilot, "log-to")
        await pilot.press(*"tensorbord")
        await sees(pilot, "did you mean")
        assert app.screen.query_one("#field-log-to").has_class("-wrong")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, LaunchScreen), "nothing is launched that is asked wrongly"
        await to(pilot, "log-to")
        await pilot.press(*"tensorboard")
        await settled(pilot, lambda: said(app).endswith(" --log-to tensorboard"))
        assert not app.screen.query_one("#field-log-to").has_class("-wrong")
        await golden(pilot, "launch-log-to")
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, RunScreen))
    with Store(home) as store:
        runs = store.runs()
        assert [[one.tool for one in store.mirrors(run.id)] for run in runs] == [["tensorboard"]] * 2, "BC first"
        assert not list((home / "datasets").glob("*tensorbord*"))


def said(app: LabApp) -> str:
    """What would happen, and the command that does the same; on the screen its lines are broken."""
    return str(app.screen.query_one("#consequences", Static).content)


async def test_the_setting_is_filled_in_and_emptying_the_field_means_none(home: Path) -> None:
    save(home, Settings(player="Ada", log_to="tensorboard"))
    app = LabApp(home, lambda: LaunchScreen(home))
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, "trains a BC run first")
        assert app.screen.query_one("#log-to", Input).value == "tensorboard"
        assert "--log-to" not in said(app)
        await to(pilot, "log-to")
        await settled(pilot, lambda: said(app).endswith(" --log-to none"))
        await pilot.press("ctrl+s")
        await settled(pilot, lambda: isinstance(app.screen, RunScreen))
    with Store(home) as store:
        assert not store.mirrors()


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("seed", "x", "seed is a whole number"),
        ("seeds", "0", "seeds is 1 to 100"),
        ("data", "minr", "is no imported dataset"),
        ("from", "bc-maze-fo-9", "did you mean bc-maze-fo-0000"),
        ("knob-tau", "3", "at most 1"),
        ("knob-steps", "many", "whole number"),
    ],
)
async def test_errors_are_told_at_the_field_as_one_types(home: Path, field: str, text: str, told: str) -> None:
    filled(home)
    app = LabApp(home, lambda: LaunchScreen(home))
    async with app.run_test(size=LARGE) as pilot:
        await sees(pilot, "lmrl-lab run maze-fo ilql")
        await to(pilot, field)
        await pilot.press(*text)
        await settled(pilot, lambda: app.screen.query_one(f"#field-{field}").has_class("-wrong"))
        await settled(pilot, lambda: told in " ".join(shown(app).split()))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, LaunchScreen)
    with Store(home) as store:
        assert len(store.runs()) == 3


async def test_like_another_run_with_its_data_and_the_next_seed(home: Path) -> None:
    with Store(home) as store:
        data = DataSpec(recipe="submazes", episodes=40)
        run = store.create(spec_from("maze-fo", "bc", data=data, seed=4, overrides={"batch": 16}))
        store.set_status(run.id, "done")
    app = LabApp(home)
    async with app.run_test(size=SMALL) as pilot:
        await sees(pilot, run.id)
        await pilot.press("n")
        await settled(pilot, lambda: "--data submazes:40:0 --seed 5 --set batch=16" in said(app))
