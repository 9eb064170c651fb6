"""The trials of a sweep on the Runs screen: found by its name, grouped under it."""

from pathlib import Path

from lab.app import LabApp
from lab.catalog import spec_from
from lab.store import Store
from tests.lab.screens.driving import LARGE, filled, sees, settled, shown


async def test_runs_are_grouped_and_found_by_sweep(tmp_path: Path) -> None:
    names = filled(tmp_path)
    with Store(tmp_path) as store:
        for trial in (1, 2):
            made = store.create(spec_from("wordle", "bc", seed=trial), sweep="words", trial=trial)
            store.set_status(made.id, "stopped")
    app = LabApp(tmp_path)
    async with app.run_test(size=LARGE) as pilot:
        await sees(pilot, names[0])
        await pilot.press("g", "g", "g")
        await sees(pilot, "in no sweep")
        lines = shown(app).splitlines()
        rows = [k for k, line in enumerate(lines) if "bc-wordle" in line]
        heads = {name: next(k for k, line in enumerate(lines) if line.strip(" │").startswith(name)) for name in ("words", "in no sweep")}  # fmt: skip
        assert heads["words"] < min(rows) <= max(rows) < heads["in no sweep"]
        await pilot.press("slash", *"words", "enter")
        await settled(pilot, lambda: names[0] not in shown(app))
        assert "bc-wordle" in shown(app)
