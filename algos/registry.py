"""Which module is which algorithm. Free of torch until one is loaded."""

from importlib import import_module
from typing import cast

from algos.contract import Algorithm

MODULES = {
    "bc": "algos.bc",
    "filtered-bc": "algos.filtered_bc",
    "online-bc": "algos.online_bc",
    "mc": "algos.mc",
    "ilql": "algos.ilql",
    "ppo": "algos.ppo",
}


def load(name: str) -> Algorithm:
    """The algorithm's module."""
    return cast(Algorithm, import_module(MODULES[name]))
