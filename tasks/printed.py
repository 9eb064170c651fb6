"""The scores that LMRL-Gym's paper prints beside its raw returns (Table 2).

Some contradict its own rule: 20Qs and city were mostly scaled linearly, and two cells of maze-po do not fit their raw values.
So raw returns are compared, and these are only shown.
"""

PRINTED: dict[str, dict[str, float]] = {
    "maze-fo": {"BC": 58.2, "%BC": 68.9, "MC": 75.0, "ILQL": 99.9, "online PPO": 79.7, "online %BC": 57.4, "GPT-4": 78.2},
    "maze-po": {"BC": 53.1, "%BC": 50.1, "MC": 52.4, "ILQL": 76.3, "online PPO": 42.4, "online %BC": 53.1, "GPT-4": 60.4},
    "textnav-fo": {"BC": 53.7, "%BC": 65.1, "MC": 71.9, "ILQL": 91.8, "online PPO": 87.1, "online %BC": 74.5, "GPT-4": 67.5},
    "textnav-po": {"BC": 49.7, "%BC": 60.5, "MC": 71.6, "ILQL": 83.7, "online PPO": 85.5, "online %BC": 68.4, "GPT-4": 40.2},
    "wordle": {"BC": 79.9, "%BC": 79.1, "MC": 94.9, "ILQL": 97.7, "online PPO": 84.2, "online %BC": 95.2, "GPT-4": 15.4},
    "chess": {"BC": 47.2, "%BC": 42.9, "MC": 46.5, "ILQL": 47.3, "online PPO": 48.0, "online %BC": 47.2, "GPT-4": 0.0},
    "endgames": {"BC": 35.1, "%BC": 17.7, "MC": 50.2, "ILQL": 45.8, "online PPO": 77.5, "online %BC": 36.2, "GPT-4": 0.0},
    "twenty-questions": {"BC": 57.1, "%BC": 77.1, "MC": 87.1, "ILQL": 82.9, "online PPO": 72.9, "online %BC": 55.2, "GPT-4": 95.7},
    "guess-city": {"BC": 30.0, "%BC": 48.0, "MC": 88.0, "ILQL": 75.0, "online PPO": 49.9, "online %BC": 31.6, "GPT-4": 92.3},
    "car-dealer": {},
}  # fmt: skip
"""By task, and by the names that `Task.paper` uses."""
