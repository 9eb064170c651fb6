import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import chess
import psutil
import pytest

from tasks import make_endgames, stockfish
from tasks.chess import (
    CHESS,
    ENDGAMES,
    EVALUATED,
    KINDS,
    START,
    Chess,
    ChessState,
    Opponent,
    chances,
    endgames,
    positions,
    weakened,
    whole_games,
)
from tasks.conformance import check
from tasks.notation import fen_of, observation, understood
from tasks.play import play, rewind, say, start
from tasks.protocol import EVALUATION_SEEDS, Step
from tasks.stockfish import Budget, Line, StockfishError, StockfishMissing, asked, best_lines, read_lines

QUICK = Opponent(nodes=60, lines=2)
MIDDLE = "r1bq1rk1/pp2bppp/2n1pn2/3p4/3P4/2NBPN2/PP3PPP/R1BQ1RK1 w - - 0 9"


def after(fen: str, text: str, **state: object) -> Step[ChessState]:
    return CHESS.step(ChessState(7, fen, **state), text)  # type: ignore[arg-type]


def test_endgames_conform() -> None:
    check(endgames(QUICK), games=2)


def test_whole_games_conform() -> None:
    """Broken off after a few moves: whole games take long."""
    check(replace(whole_games(QUICK), max_turns=12), games=2)


def test_texts_byte_for_byte() -> None:
    state, text = CHESS.reset(3)
    assert text == (
        "r n b q k b n r / p p p p p p p p / 8 / 8 / 8 / 8 / P P P P P P P P / R N B Q K B N R   w   K Q k q   -   0   1\n"
    )
    assert fen_of(text) == state.fen == START
    assert "N f 3\n" in CHESS.actions(state)
    assert len(CHESS.actions(state)) == 20


def test_the_opponent_answers() -> None:
    step = after(START, "e 4\n")
    assert (step.reward, step.terminated, step.legal, step.success) == (0.0, False, True, False)
    assert len(step.state.moves) == 2
    board = chess.Board()
    for move in step.state.moves:
        board.push_uci(move)
    assert step.text == observation(board.fen())


@pytest.mark.parametrize("text", ["N f 3\n", "Nf3", "N f 3 +\n", "  Nf3#\n", "g1f3", "g 1 f 3\n"])
def test_what_means_a_move(text: str) -> None:
    move = understood(chess.Board(), text)
    assert move is not None
    assert move.uci() == "g1f3"


@pytest.mark.parametrize(
    ("fen", "text", "uci"),
    [
        ("4k3/1P6/8/8/8/8/8/R3K2R w KQ - 0 1", "O - O\n", "e1g1"),
        ("4k3/1P6/8/8/8/8/8/R3K2R w KQ - 0 1", "e1c1", "e1c1"),
        ("4k3/1P6/8/8/8/8/8/R3K2R w KQ - 0 1", "b 8 = N\n", "b7b8n"),
        ("4k3/1P6/8/8/8/8/8/R3K2R w KQ - 0 1", "b7b8q", "b7b8q"),
        ("4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1", "e x d 6\n", "e5d6"),
    ],
)
def test_special_moves(fen: str, text: str, uci: str) -> None:
    move = understood(chess.Board(fen), text)
    assert move is not None
    assert move.uci() == uci


@pytest.mark.parametrize(
    "text", ["", "\n", "e5\n", "e 9\n", "0000", "--", "Z0", "@@@@", "K e 2\n", "Nf3 Nf6", "N", "e4" + " " * 999]
)
def test_an_illegal_text_costs_one_and_changes_nothing(text: str) -> None:
    state, shown = CHESS.reset(0)
    assert CHESS.step(state, text) == (state, shown, -1.0, False, False, False)


def test_an_ambiguous_move_is_illegal() -> None:
    assert not after("4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "R d 1\n").legal
    assert after("4k3/8/8/8/8/8/4K3/R6R w - - 0 1", "R a d 1\n").legal


def test_mate_wins_without_an_answer() -> None:
    step = after("7k/8/6K1/8/8/8/8/Q7 w - - 0 1", "Q a 8 #\n")
    assert step == (step.state, observation("Q6k/8/6K1/8/8/8/8/8 b - - 1 1"), 1.0, True, True, True)
    assert step.state.moves == ("a1a8",)
    assert CHESS.actions(step.state) == ()


def test_being_mated_costs_one() -> None:
    task = whole_games(Opponent(lines=1))
    state = ChessState(0, "6k1/8/8/8/8/r7/1r5P/7K w - - 0 1")
    step = task.step(state, "h 3\n")
    assert (step.reward, step.terminated, step.legal, step.success) == (-1.0, True, True, False)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        ("7k/5K2/8/8/8/8/8/6Q1 w - - 0 1", "Q g 6\n"),
        ("7k/8/8/8/8/8/6r1/7K w - - 0 1", "K x g 2\n"),
        ("7k/8/8/8/8/8/R7/K7 w - - 149 90", "R b 2\n"),
    ],
    ids=["stalemate", "too little material", "75 moves"],
)
def test_a_draw_pays_nothing_and_ends_the_game(fen: str, text: str) -> None:
    step = after(fen, text)
    assert (step.reward, step.terminated, step.legal, step.success) == (0.0, True, True, False)


def test_the_opponent_may_draw_too() -> None:
    step = after("8/8/8/8/8/8/4k3/R6K w - - 0 1", "R f 1\n")
    assert step.state.moves[1] == "e2f1"
    assert (step.reward, step.terminated, step.success) == (0.0, True, False)
    assert step.state.taken == "R"


def test_the_fifth_time_ends_the_game() -> None:
    """White's move brings about a position that was there four times before; once less, and the game goes on."""
    fen, before = "7k/8/8/8/8/8/R7/K7 w - - 40 60", chess.Board("7k/8/8/8/8/8/1R6/K7 b - - 0 1").epd()
    assert after(fen, "R b 2\n", since=(before,) * 4).terminated
    assert not after(fen, "R b 2\n", since=(before,) * 3).terminated
    assert not after(fen, "R b 2\n", since=("something else",) * 4).terminated


def test_repetitions_are_counted_as_python_chess_counts_them() -> None:
    """Two sides that shuffle: the game ends when a whole history says so."""
    game = start(shuffling(), 0)
    board = chess.Board(game.state.fen)
    while not game.over:
        game = say(game, "Rb1" if board.piece_at(chess.A1) else "Ra1")
        for move in game.state.moves[len(board.move_stack) :]:
            assert not board.is_game_over()
            board.push_uci(move)
    assert game.terminated
    assert board.is_fivefold_repetition()


def shuffling() -> Chess:
    """A game from K+R against K in which Black goes to and fro."""

    class Shuffling(Chess):
        def reset(self, seed: int) -> tuple[ChessState, str]:
            fen = "7k/8/8/8/8/8/8/R3K3 w - - 0 1"
            return ChessState(seed, fen), observation(fen)

    return Shuffling(**vars(endgames(_ToAndFro())))


class _ToAndFro(Opponent):
    def move(self, fen: str, *key: int) -> str:
        return "h8g8" if chess.Board(fen).piece_at(chess.H8) else "g8h8"


def test_what_cannot_come_again_is_forgotten() -> None:
    before = ("a position",)
    assert len(after("7k/8/8/8/8/8/R7/K7 w - - 5 9", "R b 2\n", since=before).state.since) == 3
    assert "a position" not in after(MIDDLE, "h 3\n", since=before).state.since
    assert "a position" not in after("4k3/8/8/8/8/8/8/R3K3 w Q - 5 9", "K e 2\n", since=before).state.since


@pytest.mark.parametrize(
    ("fen", "text", "taken"),
    [
        ("4k3/7p/8/3pP3/8/8/8/4K3 w - d6 0 1", "e x d 6\n", "p"),
        ("3qk3/7p/8/8/8/8/8/3RK3 w - - 0 1", "R x d 8 +\n", "qR"),
        ("4k2r/8/8/8/8/8/8/4K2R w K - 0 1", "O - O\n", ""),
    ],
)
def test_what_was_captured(fen: str, text: str, taken: str) -> None:
    assert after(fen, text).state.taken == taken


@pytest.mark.parametrize(("task", "limit"), [(CHESS, 400), (ENDGAMES, 50)], ids=["chess", "endgames"])
def test_the_limit(task: Chess, limit: int) -> None:
    game = start(task, 0)
    while not game.over:
        game = say(game, "nonsense\n")
    assert (game.truncated, game.spoken, game.total) == (True, limit, -limit)


def test_a_reply_depends_on_position_seed_and_turn_alone() -> None:
    """The engine itself is asked, not what was kept of its answers."""
    states = [ChessState(seed, MIDDLE, moves=("e2e4",) * turn) for seed in range(4) for turn in (0, 2, 4)]
    first = [CHESS.step(state, "h 3\n") for state in states]
    assert len({step.text for step in first}) > 1
    asked.cache_clear()
    best_lines("4k3/8/8/8/8/8/8/R3K3 w Q - 0 1", Budget(4_000, 3))
    again = [CHESS.step(state, "h 3\n") for state in reversed(states)]
    assert again[::-1] == first


def test_many_games_at_once_are_answered_as_one_is() -> None:
    """Legal and illegal texts, games that end by either side's move, and more games than questions may wait."""
    states = [ChessState(seed, MIDDLE, moves=("e2e4",) * turn) for seed in range(4) for turn in (0, 2, 4)]
    texts = ["h 3\n", "nonsense\n", "h 4\n"] * 4
    states += [ChessState(0, "7k/8/6K1/8/8/8/8/Q7 w - - 0 1"), ChessState(1, START)]
    texts += ["Q a 8\n", "e 4\n"]
    alone = [CHESS.step(state, text) for state, text in zip(states, texts, strict=True)]
    assert {step.terminated for step in alone} == {True, False}
    asked.cache_clear()
    assert CHESS.steps(states, texts) == alone
    asked.cache_clear()
    games = play(CHESS, CHESS.players["random"].build(0), range(6))
    asked.cache_clear()
    assert [rewind(CHESS, game, len(game.spoken)).turns for game in games] == [game.turns for game in games]


def test_a_reply_is_the_same_in_another_process() -> None:
    texts = [CHESS.step(ChessState(seed, MIDDLE), "h 3\n").text for seed in range(4)]
    code = f"""
        from tasks.chess import CHESS, ChessState
        from tasks.stockfish import Budget, best_lines
        best_lines({START!r}, Budget(3_000, 2))
        print([CHESS.step(ChessState(seed, {MIDDLE!r}), "h 3\\n").text for seed in range(4)])
    """
    assert elsewhere(code) == f"{texts}\n"


def elsewhere(code: str, **variables: str) -> str:
    """What a program prints in another process, which has no engine yet."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **variables}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_dead_engine_is_replaced() -> None:
    before = CHESS.step(ChessState(0, MIDDLE), "h 3\n")
    asked.cache_clear()
    killed = engine()
    killed.kill()
    assert CHESS.step(ChessState(0, MIDDLE), "h 3\n") == before
    assert engine().pid != killed.pid


def test_an_engine_that_dies_while_it_thinks_is_replaced() -> None:
    budget = Budget(600_000, 2)
    calm = best_lines(MIDDLE, budget)
    asked.cache_clear()
    with ThreadPoolExecutor(1) as pool:
        thinking = pool.submit(best_lines, MIDDLE, budget)
        time.sleep(0.05)
        assert not thinking.done()
        children()[0].kill()
        assert thinking.result(timeout=60) == calm


def test_a_question_may_wait_for_its_asker() -> None:
    """Another question in between, from another thread too, and the engine's death change no answer."""
    budgets = [Budget(nodes, 3) for nodes in (900, 950, 1_000)]
    calm = [best_lines(MIDDLE, budget) for budget in budgets]
    asked.cache_clear()
    early = [asked(MIDDLE, budget) for budget in budgets]
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(best_lines, START, Budget(800, 2)).result(timeout=60)
    assert [question.answer() for question in reversed(early)] == calm[::-1]
    asked.cache_clear()
    early = [asked(MIDDLE, budget) for budget in budgets]
    children()[0].kill()
    assert [question.answer() for question in early] == calm


def test_a_board_is_kept_for_one_step() -> None:
    """Two games in one position, and a state that is stepped from twice."""
    first = CHESS.step(CHESS.reset(0)[0], "e 4\n")
    once = [CHESS.step(first.state, text) for text in ("nonsense\n", "d 4\n", "d 4\n", "N f 3\n")]
    assert not once[0].legal
    assert once[1] == once[2]
    for step in once:
        assert chess.Board(step.state.fen).fen() == step.state.fen
        assert set(CHESS.actions(step.state)) == set(CHESS.actions(step.state._replace(seed=9)))


def engine() -> psutil.Process:
    """This process's engine: it has one at most."""
    stockfish.identity()
    (one,) = children()
    return one


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if one.name() == "stockfish"]


def test_threads_share_one_engine() -> None:
    state = ChessState(0, MIDDLE)
    texts = CHESS.actions(state)
    alone = [CHESS.step(state, text) for text in texts]
    asked.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: CHESS.step(state, text), texts)) == alone
    assert len(children()) == 1


def test_a_forked_child_has_an_engine_of_its_own() -> None:
    code = """
        import os, psutil
        from tasks.stockfish import Budget, asked, best_lines
        from tasks.chess import START
        mine = best_lines(START, Budget(500, 3))
        asked.cache_clear()
        child = os.fork()
        same = best_lines(START, Budget(500, 3)) == mine
        own = [one.name() for one in psutil.Process().children() if one.pid != child] == ["stockfish"]
        if not child:
            os._exit(0 if same and own else 1)
        print(same, own, os.waitpid(child, 0)[1])
    """
    assert elsewhere(code) == "True True 0\n"


@pytest.mark.parametrize("how", ["exit", "kill"])
def test_the_engine_ends_with_the_process(how: str) -> None:
    code = """
        import os, psutil, time
        from tasks.stockfish import identity
        identity()
        print(psutil.Process().children()[0].pid, flush=True)
        input()
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        if how == "kill":
            parent.send_signal(signal.SIGKILL)
        else:
            parent.stdin.write("\n")
            parent.stdin.flush()
        parent.wait(timeout=20)
    assert gone(pid)


def gone(pid: int) -> bool:
    """Whether a process ends within a few seconds; one that nobody has reaped yet has ended."""
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_without_stockfish_only_moves_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stockfish.close()
    asked.cache_clear()
    monkeypatch.setenv("LMRL_LAB_STOCKFISH", str(tmp_path / "nothing"))
    state, _ = ENDGAMES.reset(1)
    assert ENDGAMES.actions(state)
    assert not ENDGAMES.step(state, "nonsense\n").legal
    with pytest.raises(StockfishMissing, match="apt install stockfish") as told:
        CHESS.step(CHESS.reset(0)[0], "e 4\n")
    assert "brew install stockfish" in str(told.value)
    assert str(tmp_path / "nothing") in str(told.value)


def test_a_program_that_is_no_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    stockfish.close()
    asked.cache_clear()
    monkeypatch.setenv("LMRL_LAB_STOCKFISH", "/bin/true")
    with pytest.raises(StockfishError, match=r"/bin/true.* failed 3 times"):
        CHESS.step(CHESS.reset(0)[0], "e 4\n")


def test_the_lines_are_in_order() -> None:
    lines = best_lines("7k/8/6K1/8/8/8/8/Q7 w - - 0 1", Budget(2_000, 4))
    assert len({line.move for line in lines}) == 4
    assert lines[0].score == stockfish.MATE - 1
    assert [line.score for line in lines] == sorted((line.score for line in lines), reverse=True)


def test_the_last_word_on_a_line_counts() -> None:
    told = """
info string NNUE evaluation using nn-ad9b42354671.nnue enabled
info depth 1 seldepth 1 multipv 1 score cp -21 nodes 74 nps 74000 hashfull 0 tbhits 0 time 1 pv e7d6
info depth 1 seldepth 1 multipv 2 score cp -23 nodes 74 nps 74000 hashfull 0 tbhits 0 time 1 pv c8d7 a2a3
info depth 2 seldepth 2 multipv 1 score mate 2 nodes 90 nps 74000 hashfull 0 tbhits 0 time 1 pv a7a6
info depth 2 seldepth 2 multipv 2 score mate -3 upperbound nodes 95 nps 74000 hashfull 0 tbhits 0 time 1 pv e7d6
bestmove a7a6 ponder a2a3
"""
    assert read_lines(told) == (Line("a7a6", stockfish.MATE - 2), Line("e7d6", 3 - stockfish.MATE))
    assert read_lines("\nbestmove a7a6\n") == (Line("a7a6", 0),)


def test_a_position_with_one_move() -> None:
    assert [line.move for line in best_lines("7k/8/8/8/8/8/1q6/K7 w - - 0 1", Budget(10, 4))] == ["a1b2"]


def test_the_choice_by_hand() -> None:
    """At skill 0 two lines 35 apart: the worse is at 0.94 of the way, and both get up to 0.94 of 35 by chance."""
    lines = [Line("a", 35), Line("b", 0)]
    chosen = Counter(weakened(lines, 0, chances(2, 0, seed)) for seed in range(4_000))
    assert chosen["a"] / 4_000 == pytest.approx(1 - (1 - 1 / 15) ** 2 / 2, abs=0.03)
    assert weakened([Line("a", 0)], 0, chances(1, 0, 1)) == "a"
    assert weakened([Line("a", 5_000), Line("b", 0)], 20, chances(2, 20, 3)) == "a"


@pytest.mark.parametrize("wrong", [{"nodes": 0}, {"lines": 0}, {"skill": 21}, {"skill": -5}])
def test_an_opponent_that_cannot_be(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="an opponent has"):
        Opponent(**wrong)  # type: ignore[arg-type]


def test_stockfishs_own_limit_plays() -> None:
    limited = whole_games(Opponent(kind="uci-elo", nodes=200))
    assert not limited.opponent.reproducible
    assert CHESS.opponent.reproducible
    assert limited.step(limited.reset(0)[0], "e 4\n").legal


def test_the_evaluation_positions() -> None:
    fens = positions()
    assert len(fens) == len(set(fens)) == EVALUATED == 645
    assert list(fens) == make_endgames.drawn()
    kinds = Counter(white(fen) for fen in fens)
    assert set(kinds) == set(KINDS)
    assert max(kinds.values()) - min(kinds.values()) <= 1
    for fen in fens:
        board = chess.Board(fen)
        assert board.is_valid()
        assert board.turn == chess.WHITE
        assert not board.is_check()
        assert not board.is_game_over()


def white(fen: str) -> str:
    """White's pieces, the king first."""
    pieces = [sign for sign in fen.split()[0] if sign.isupper()]
    return "".join(sorted(pieces, key="KQR".index))


def test_evaluation_plays_the_file_in_order() -> None:
    seeds = ENDGAMES.evaluation_seeds()
    assert [ENDGAMES.reset(seed)[0].fen for seed in seeds] == list(positions())
    assert ENDGAMES.reset(EVALUATION_SEEDS + 645)[0].fen == positions()[0]
    assert len(CHESS.evaluation_seeds()) == 100


def test_training_positions_are_others() -> None:
    fens = [ENDGAMES.reset(seed)[0].fen for seed in range(1_000)]
    assert not set(fens) & set(positions())
    assert {white(fen) for fen in fens} == set(KINDS)


def test_a_drawn_position_of_the_list_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fen = ENDGAMES.reset(5)[0].fen
    monkeypatch.setattr("tasks.chess._fixed", lambda: frozenset([fen]))
    assert ENDGAMES.reset(5)[0].fen != fen


def test_the_best_player_mates() -> None:
    """In all 645 positions, as it happens; here in three of each kind."""
    played = play(ENDGAMES, ENDGAMES.players["best"].build(0), ENDGAMES.evaluation_seeds(12), player="best")
    assert all(one.success for one in played)


def test_nothing_heavy_is_imported_with_the_task() -> None:
    code = "import sys, tasks.chess; print('chess' in sys.modules, 'asyncio' in sys.modules)"
    assert elsewhere(code) == "False False\n"
