"""How the processor's cores share a computation: by parts of it side by side, or not at all where it is short.

torch splits every operation over the cores and waits for all of them at its end; in small models the operations are so
short that half of the time goes there. Here two threads compute a part each, with half of the cores for its operations.
What comes out does not depend on how many cores there are: the parts are the same, and their order is.
"""

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

AT_ONCE = 2
"""Parts that are computed at the same time."""

_SHORT = 1e8
"""Multiplications of a pass, spread over its operations, from which on several cores are faster than one."""

X = TypeVar("X")
Y = TypeVar("Y")


def side_by_side(call: Callable[[X], Y], parts: Sequence[X]) -> Iterator[Y]:
    """What `call` says of each part, in order. Gradients are on or off as in any new thread: on."""
    threads = torch.get_num_threads()
    if len(parts) < AT_ONCE or threads < AT_ONCE:
        return map(call, parts)
    return _pool(threads).map(call, parts)


@functools.cache
def _pool(threads: int) -> ThreadPoolExecutor:
    all_there = threading.Barrier(AT_ONCE)

    def begin() -> None:
        torch.set_num_threads(threads // AT_ONCE)
        all_there.wait()

    pool = ThreadPoolExecutor(AT_ONCE, "part", initializer=begin)
    for started in [pool.submit(int) for _ in range(AT_ONCE)]:
        started.result()
    # What those threads said holds for every thread that is still to come, too; this one's word is the last.
    torch.set_num_threads(threads)
    return pool


@contextmanager
def on_one_core_if_short(work: float) -> Iterator[None]:
    """Computes with one thread of the processor if there are fewer than so many multiplications to do: to wake the others
    for each operation and to wait for them takes longer then."""
    threads = torch.get_num_threads()
    if threads == 1 or work >= _SHORT:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
