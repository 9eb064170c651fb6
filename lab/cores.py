"""How much of the machine is ours."""

import os


def cores() -> int:
    """CPU cores that this process may use: fewer than the machine's under `taskset`, in a container, or in a batch job."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
