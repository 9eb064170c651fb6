"""What is exported loads by its own card, with nothing of ours, and speaks the same tokens."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from lab import build
from lab.cli import main
from lab.store import Store
from models.generate import Speaker, generate
from models.lm import LM
from tests.models.shapes import save_tiny


@pytest.mark.parametrize(("base", "quant"), [("scratch-xs", "none"), ("scratch-xs", "nf4"), ("llama", "int8")])
def test_the_card_loads_a_model_that_speaks_the_same(
    base: str, quant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(save_tiny(tmp_path / "base", "llama")) if base == "llama" else base
    home = tmp_path / "home"
    words = [
        "run",
        "wordle",
        "bc",
        "--steps",
        "2",
        "--data",
        "behaviour:40",
        "--eval-episodes",
        "1",
        "--set",
        "batch=8",
        "--set",
        "lr=0.05",
    ]
    assert main(["--home", str(home), *words, "--model", model, "--quant", quant, "--json"]) == 0
    with Store(home) as store:
        run = store.runs()[0]
        mine = LM.create(run.spec.model, seed=0, device=torch.device("cpu"))
        mine.restore(build.best_folder(store, run))
    folder = tmp_path / "agent"
    assert main(["--home", str(home), "export", run.id, str(folder)]) == 0
    card = (folder / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", card, re.S)
    assert block
    monkeypatch.chdir(folder)
    loaded: dict[str, Any] = {}
    exec(block[1], loaded)
    prompt = loaded["tokenizer"].encode("Wordle:\n", add_special_tokens=False)
    theirs = (
        loaded["model"]
        .eval()
        .generate(input_ids=torch.tensor([prompt]), max_new_tokens=6, do_sample=False, pad_token_id=0)
    )
    ours = generate(mine, [prompt], speaker=Speaker("bc"), max_tokens=6, seed=0, temperature=0)[0]
    assert ours.tokens
    assert theirs[0, len(prompt) :].tolist()[: len(ours.tokens)] == list(ours.tokens)
    assert main(["--home", str(home), "export", run.id, str(folder / "README.md")]) == 2
    assert "README.md" in capsys.readouterr().err
