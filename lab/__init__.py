"""The lab: its app, its commands, its runs and their store."""

import os

# Textual reads this when it is imported. At its usual 60 a key waits up to 17 ms for the next frame, a third of what a person
# notices.
os.environ.setdefault("TEXTUAL_FPS", "120")
