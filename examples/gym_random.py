"""An agent that says anything legal, in Gymnasium's loop: python examples/gym_random.py lmrl_lab/MazeFO-v0 5"""

import random
import sys

import gymnasium

import lab.gym  # noqa: F401 (makes the ids known)


def main(name: str = "lmrl_lab/Wordle-v0", games: str = "3") -> None:
    env = gymnasium.make(name, render_mode="ansi")
    chance = random.Random(0)
    for seed in range(int(games)):
        _, info = env.reset(seed=seed, options={"evaluation": True})
        total, over = 0.0, False
        while not over:
            action = chance.choice(info["actions"] or ["Is it a dog?"])
            _, reward, terminated, truncated, info = env.step(action)
            total += float(reward)
            over = terminated or truncated
        print(f"{env.render()}\nseed {info['seed']}: return {total:g}, {'won' if info['success'] else 'not won'}\n")
    env.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
