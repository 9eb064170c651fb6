"""What holds for all tests: threads of torch that wait sleep, as in the lab's own workers, since tests share the cores; and the
app has all colours, whatever terminal the tests are started in."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
