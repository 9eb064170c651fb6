"""LMRL-Gym's published formats of chess and of the games that are talks.

What a file tells beside the texts (the word, the buyer, the deal) is kept as it stands in `Episode.about`, so that an
imported file can be written again. Chess is one step a line, and a game is the lines up to the one that is done.
"""

import json
import re

from tasks.protocol import AnyTask, Episode, Turn
from tasks.records import NO_SEED, Json, field, is_number, list_of, need, steps_of


def read_moves(task: AnyTask, record: Json) -> Episode:
    """[{"from_state": ..., "action": ..., "reward": ..., "done": ...}, ...]: the lines of one game."""
    need(isinstance(record, list) and len(record) > 0, "not a list of steps")
    for step in record:
        need(isinstance(step, dict), "not a JSON object")
        need(isinstance(step.get("from_state"), str), "no text `from_state`")
        need(isinstance(step.get("action"), str), "no text `action`")
        need(is_number(step.get("reward")), "no number `reward`")
        need(isinstance(step.get("done"), bool), "no `done` that is true or false")
    done = bool(record[-1]["done"])
    turns = [Turn("game", record[0]["from_state"])]
    for step, after in zip(record, [*record[1:], None], strict=True):
        same = after is not None and after["from_state"] == step["from_state"]
        turns.append(Turn("agent", step["action"], float(step["reward"]), not same))
        turns.append(Turn("game", after["from_state"] if after else _last(step)))
    return Episode(task.name, NO_SEED, tuple(turns), done, not done, done and record[-1]["reward"] > 0)


def _last(step: Json) -> str:
    """What stands after the last move of a file, which does not tell."""
    told = step.get("to_state")
    return told if isinstance(told, str) else "\n"


def write_moves(_: AnyTask, episode: Episode) -> Json:
    return steps_of(episode, "from_state")


_QUESTION = re.compile(r"^(.*?[?.!])\s+(\S.*)$", re.S)


def read_questions(task: AnyTask, record: Json) -> Episode:
    """{"lines": ["Is it an animal? Yes.", ...], "correct": true, "word": ...}"""
    lines, correct, word = list_of(record, "lines"), field(record, "correct"), field(record, "word")
    need(isinstance(correct, bool), "`correct` is neither true nor false")
    need(isinstance(word, str | list), "`word` is neither a text nor a list of texts")
    need(len(lines) > 0 and all(isinstance(line, str) for line in lines), "`lines` does not hold texts")
    turns = [Turn("game", "Questions:\n")]
    for number, line in enumerate(lines, start=1):
        parts = _QUESTION.match(line)
        if parts is None:
            raise ValueError(f"line {number} of the talk, {line!r}, is not a question and its answer")
        won = correct and number == len(lines)
        turns += [Turn("agent", parts[1] + "\n", 0.0 if won else -1.0), Turn("game", parts[2] + "\n")]
    over = correct or len(lines) >= task.max_turns
    return Episode(task.name, NO_SEED, tuple(turns), over, not over, correct, about=json.dumps({"word": word}))


def write_questions(task: AnyTask, episode: Episode) -> Json:
    pairs = zip(episode.turns[1::2], episode.turns[2::2], strict=True)
    word = json.loads(episode.about)["word"] if episode.about else _word(task, episode)
    lines = [f"{_asked(said.text)} {answer.text.strip()}" for said, answer in pairs]
    return {"lines": lines, "correct": episode.success, "word": word}


def _asked(text: str) -> str:
    """A question on one line with a mark at its end."""
    bare = " ".join(text.split())
    return bare if bare.endswith(("?", ".", "!")) else bare + "?"


def _word(task: AnyTask, episode: Episode) -> str:
    """What was meant in one of our own games."""
    hidden: int = task.reset(episode.seed)[0].hidden
    if task.name == "guess-city":
        from tasks.simulators.gazetteer import cities

        return cities()[hidden].names[0]
    from tasks.simulators.things import things

    return things()[hidden].names[0]


def read_deal(task: AnyTask, record: Json) -> Episode:
    """{"buyer_info": ..., "lines": [{"role", "text"}, ...], "output": {"car_bought", "msrp", "buy_price"}}"""
    lines, output = list_of(record, "lines"), field(record, "output")
    info = field(record, "buyer_info")
    need(isinstance(output, dict) and "car_bought" in output, "`output` does not say whether a car was bought")
    bought, price = output["car_bought"] is not None and output["car_bought"] is not False, output.get("buy_price")
    need(not bought or is_number(price), "a car was bought, but `buy_price` is no number")
    for number, line in enumerate(lines, start=1):
        told = isinstance(line, dict) and isinstance(line.get("text"), str) and isinstance(line.get("role"), str)
        need(told, f"line {number} of the talk has no `role` and `text`")
        wanted = "seller" if number % 2 else "buyer"
        need(
            line["role"].lower() == wanted,
            f"line {number} of the talk is not the {wanted}'s: they take turns, the seller first",
        )
    need(len(lines) > 0, "`lines` is empty")
    texts = [_one_line(line["text"]) for line in lines]
    answers = [*texts[1::2], *(["\n"] if len(texts) % 2 else [])]
    turns = [Turn("game", "Start\n")]
    for number, (said, answer) in enumerate(zip(texts[::2], answers, strict=True), start=1):
        last = number == len(answers)
        turns += [Turn("agent", said, float(price) / 1000 if last and bought else 0.0), Turn("game", answer)]
    over = bought or len(answers) < task.max_turns
    about = json.dumps({"buyer_info": info, "output": output, "texts": [line["text"] for line in lines]})
    return Episode(task.name, NO_SEED, tuple(turns), over, not over, bought, about=about)


def _one_line(text: str) -> str:
    return " ".join(text.split()) + "\n"


def write_deal(task: AnyTask, episode: Episode) -> Json:
    texts = [turn.text.rstrip("\n") for turn in episode.turns[1:]]
    if episode.about:
        kept = json.loads(episode.about)
        info, output, texts = kept["buyer_info"], kept["output"], kept["texts"]
    else:
        info, output = _buyer(task, episode), _output(episode)
    roles = ("Seller", "Buyer")
    lines = [{"role": roles[k % 2], "text": text} for k, text in enumerate(texts)]
    return {"buyer_info": info, "lines": lines, "output": output}


def _buyer(task: AnyTask, episode: Episode) -> Json:
    wish = task.reset(episode.seed)[0].wish
    return {**wish._asdict(), "features": list(wish.features)}


def _output(episode: Episode) -> Json:
    from tasks.simulators.buyer import Talk, msrp, reply, wish

    who, talk = wish(episode.seed), Talk()
    for turn in episode.spoken:
        talk = reply(episode.seed, who, talk, turn.text).talk
    car = {"brand": talk.brand, "type": talk.type, "features": list(talk.features)} if episode.success else None
    price = msrp(talk.brand, talk.type, len(talk.features)) if episode.success else None
    return {"car_bought": car, "msrp": price, "buy_price": talk.asked if episode.success else None}
