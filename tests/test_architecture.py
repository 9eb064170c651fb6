"""Who may import whom: by reading the sources, and by importing."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = {"tasks": set(), "models": {"tasks"}, "algos": {"tasks", "models"}, "lab": {"tasks", "models", "algos"}}
HEAVY = {"torch", "transformers", "peft", "bitsandbytes", "safetensors", "tokenizers"}
TORCH_IN_LAB = {"lab/build.py", "lab/export.py", "lab/commands/doctor.py"}
"""The modules of the lab that may bring torch; others import these inside functions that run in workers and commands."""
FREE_OF_TORCH = {"algos/contract.py", "algos/configs.py", "algos/registry.py", "models/spec.py", "models/memory.py"}


def imports(path: Path, *, everywhere: bool) -> Iterator[str]:
    """Modules imported when this one is, or anywhere in it; imports for type checking only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes: list[ast.stmt] = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        elif everywhere or isinstance(node, (ast.If, ast.Try, ast.With)):
            nodes += [
                child
                for child in ast.walk(node)
                if isinstance(child, ast.stmt) and child is not node and child in getattr(node, "body", [])
            ]


def sources(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("layer", list(LAYERS))
def test_layers_import_downwards_only(layer: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(layer)
        for name in imports(path, everywhere=True)
        if name.split(".")[0] in LAYERS and name.split(".")[0] not in LAYERS[layer] | {layer}
    ]
    assert not wrong


def test_models_and_algos_know_no_game() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for layer in ("models", "algos")
        for path in sources(layer)
        for name in imports(path, everywhere=True)
        if name.startswith("tasks.") and name != "tasks.protocol"
    ]
    assert not wrong


def test_only_named_modules_of_the_lab_bring_torch() -> None:
    heavy = {
        str(path.relative_to(ROOT))
        for path in sources("lab")
        for name in imports(path, everywhere=False)
        if name.split(".")[0] in HEAVY
        or name in ("models.lm", "models.load", "models.generate", "models.policy", "models.heads")
    }
    assert heavy <= TORCH_IN_LAB
    assert not [
        path for path in FREE_OF_TORCH for name in imports(ROOT / path, everywhere=False) if name.split(".")[0] in HEAVY
    ]


def test_screens_and_widgets_know_no_sql_and_start_no_process() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in ("lab/screens", "lab/widgets")
        for path in sources(folder)
        for name in imports(path, everywhere=True)
        if name.split(".")[0] in ("sqlite3", "sqlite_utils", "subprocess")
    ]
    assert not wrong


@pytest.mark.parametrize(
    "module",
    [
        "lab.app",
        "lab.agents",
        "lab.speaker",
        "lab.screens.play",
        "lab.screens.other_side",
        "lab.screens.replay",
        "lab.screens.tree",
        "lab.forking",
        "lab.screens.launch",
        "lab.screens.run",
        "lab.screens.compare",
        "lab.screens.leaderboard",
        "lab.measuring",
        "lab.launcher",
        "lab.worker",
        "lab.follow",
    ],
)
def test_the_app_never_imports_torch(module: str) -> None:
    code = f"import sys, {module}; print('torch' in sys.modules, 'transformers' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert ran.stdout.split() == ["False", "False"], ran.stderr
