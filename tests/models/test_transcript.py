"""Texts to ids: lossless, and every prompt is the beginning of the window in which its answer is trained on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.lm import LM
from models.load import TOKENIZER, _tokenizer
from models.spec import ModelSpec
from models.transcript import Renderer
from tasks.protocol import Episode, Turn, View

TOKENS = _tokenizer(TOKENIZER)
SHOUTED = View("in capitals", str.upper)
ECHOED = View("with what was heard", str, write=lambda before, said: before[:3] + said)
WORDS = ("Q d 4", "Q x d 4", "d 4", "O - O", "O - O - O")
WORDY = LM.create(ModelSpec(), seed=0, words=WORDS).tokenizer
TEXTS = st.text(st.sampled_from("ab cmove\nup123 é☃"), min_size=1, max_size=12)
IDS = st.lists(st.integers(1, 511), min_size=1, max_size=5).map(tuple)


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    turns = [Turn("game", draw(TEXTS))]
    for _ in range(draw(st.integers(1, 8))):
        sampled = draw(st.one_of(st.just(()), IDS))
        turns += [Turn("agent", draw(TEXTS), draw(st.sampled_from([-1.0, 0.0, 2.0])), tokens=sampled)]
        turns += [Turn("game", draw(TEXTS))]
    return Episode("toy", 0, tuple(turns), draw(st.booleans()), False)


@settings(max_examples=200, deadline=None)
@given(episodes(), st.sampled_from([None, 1, 2, 4, 40]), st.integers(20, 80), st.booleans())
def test_every_prompt_is_a_prefix_of_its_window(
    episode: Episode, memory: int | None, context: int, viewed: bool
) -> None:
    renderer = Renderer(TOKENS, memory, context, reserve=6, view=SHOUTED if viewed else None)
    rendered = renderer.render(episode)
    trained = 0.0
    for i, turn in enumerate(episode.turns):
        if turn.role == "game":
            continue
        homes = [one for one in rendered.windows if ((one.turns == i) & one.spoken).any()]
        assert len(homes) == 1
        window = homes[0]
        first = int(np.argmax((window.turns == i) & window.spoken))
        prompt = renderer.prompt(episode.turns[:i])
        assert window.ids[:first].tolist() == prompt
        assert len(prompt) <= context - 6
        said = window.ids[(window.turns == i) & window.spoken].tolist()
        wanted = list(turn.tokens) or TOKENS.encode(turn.text, add_special_tokens=False)
        assert said == wanted[:6]
        trained += turn.reward
    assert sum(float(one.rewards.sum()) for one in rendered.windows) == pytest.approx(trained)
    assert rendered.following.tolist() == renderer.prompt(episode.turns)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_the_tokenizer_loses_nothing(text: str) -> None:
    assert TOKENS.decode(TOKENS.encode(text, add_special_tokens=False)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("move up\n", 1),
        ("s l a t e\n", 6),
        ("b y g b b\n", 6),
        (
            "The goal is at position 8, 6. Your current position is at position 5, 3. There are walls to your left, below you.\n",
            10,
        ),
        ("go east\n", 1),
        ("No.\n", 1),
    ],
)
def test_what_games_say_is_few_tokens(text: str, count: int) -> None:
    assert len(TOKENS.encode(text, add_special_tokens=False)) == count


def test_a_view_is_what_the_agent_reads_and_not_what_it_says() -> None:
    turns = (Turn("game", "go on\n"), Turn("agent", "move up\n"), Turn("game", "go on\n"))
    renderer = Renderer(TOKENS, None, 64, 8, view=SHOUTED)
    assert TOKENS.decode(renderer.prompt(turns)) == "GO ON\nmove up\nGO ON\n"
    window = renderer.render(Episode("toy", 0, turns, True, False)).windows[0]
    assert window.ids.tolist() == renderer.prompt(turns)[: len(window.ids)]
    assert TOKENS.decode(window.ids[window.spoken]) == "move up\n"


def test_what_others_said_is_learned_as_the_agent_would_say_it() -> None:
    turns = (Turn("game", "go on\n"), Turn("agent", "up\n"), Turn("game", "no\n"), Turn("agent", "up\n", tokens=(5, 6)))
    window = Renderer(TOKENS, None, 64, 8, view=ECHOED).render(Episode("toy", 0, turns, True, False)).windows[0]
    said = [window.ids[window.spoken & (window.turns == i)].tolist() for i in (1, 3)]
    assert TOKENS.decode(said[0]) == "go up\n"
    assert said[1] == [5, 6], "what it sampled itself stays as it was"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, " ", "\n", "x", "a 1", "Q", "R a d 4", "="]), max_size=12).map("".join))
def test_words_lose_nothing_and_are_a_token_each(text: str) -> None:
    assert WORDY.decode(WORDY.encode(text, add_special_tokens=False)) == text
    assert all(len(WORDY.encode(word, add_special_tokens=False)) == 1 for word in WORDS)
    assert all(len(TOKENS.encode(word, add_special_tokens=False)) > 1 for word in WORDS)


def test_a_lone_surrogate_is_rendered_all_the_same() -> None:
    assert Renderer(TOKENS, None, 64, 8).prompt((Turn("game", "\ud800"),))


def test_a_text_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing fits"):
        Renderer(TOKENS, None, 8, 8)
