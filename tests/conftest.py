"""What holds for all tests: threads of torch that wait sleep, as in the lab's own workers, since tests share the cores."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
