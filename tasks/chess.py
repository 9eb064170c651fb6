"""Chess of LMRL-Gym against a weakened Stockfish: whole games (`chess`), and a few pieces against a bare king (`endgames`).

Newcomers get three things wrong. An illegal text costs 1 and changes nothing: the same position is shown again, and the
turn is gone. Draws are those that end a game by themselves (stalemate, too little material, a position for the fifth
time, 75 moves without pawn or capture): nobody claims the third time or the fiftieth move, as in the reference. And the
published datasets and numbers had an opponent that nobody can play again (Stockfish's `UCI_Elo` 1200, which this version
refuses, and a clock for its chance); the one here is about as strong, and answers the same whenever it is asked.

The recipes, 500 and 2 000 episodes from seed 0, beside the paper's datasets:

                          episodes   agent turns   success   mean return
    chess      here            500          54.6       .55           .16
               the paper      625k          46.7       .60           .21
    endgames   here          2 000          16.6       .43           .43
               the paper       98k          11.9       .59           .59

In `chess`, White's strength is uniform from 300 Elo below the opponent's to 400 above (in the paper 400 below to 400 above
by name, but there White won more): so the mean return comes near the paper's, which the score is anchored on. In
`endgames` five in six of the games that are not won are drawn because a random move gave the last piece away. Kinds are
drawn alike, of which K+R is won in 19 games of 100, K+Q in 31, K+R+R in 54, K+Q+R in 66; the paper does not say in which
shares it drew them.

`chess` means python-chess in this file. It takes 0.08 s to import, so functions import it when they need it.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal, NamedTuple

from tasks.chance import below, generator, mixed
from tasks.fen import Boards, board_of
from tasks.fen import fen as fen_from
from tasks.notation import fen_of, in_full, king_safety, marks, observation, pieces, spoken, understood, words
from tasks.play import play
from tasks.protocol import EVALUATION_SEEDS, Constants, Episode, Player, Policy, Recipe, Step, View
from tasks.recipes import expert, with_expert
from tasks.scripted import History, Scripted
from tasks.stockfish import Budget, Line, asked, best_lines, limited_move
from tasks.symmetry import SYMMETRIES, exchanged, pictured

if TYPE_CHECKING:
    import chess

EVALUATED = 645
"""How many positions the endgames are evaluated on."""

START = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
POSITIONS = Path(__file__).with_name("data") / "endgames.txt"
KINDS = ("KQ", "KQR", "KR", "KRR")
"""White's pieces in `endgames`; Black has the king alone."""

STRONG = Budget(5_000)
"""What `best` thinks for a move."""

MATING = Budget(10_000, classical=True)
"""The same against a bare king."""

SKILLED = Budget(1_000, classical=True)
SKILL = 0.38
"""How often the player of the endgames' dataset asks Stockfish; else it moves at random."""

_SKILLS = (-3.2, -2.5, -1.5, -0.5, 1.75, 4.5, 9.0, 20.0)
"""Skills about a hundred Elo apart, from 300 below the default opponent to nearly 400 above it."""

_QUIET = 150
"""So many moves of either side without pawn or capture end a game."""

_CAP = 35
"""A pawn of Stockfish's own scale (126 of 361), which bounds the chance in its choice, in centipawns."""

_PAPER_CHESS = {
    "BC": -22.3,
    "%BC": -56.5,
    "MC": -28.2,
    "ILQL": -21.4,
    "online PPO": -16.0,
    "online %BC": -22.3,
    "GPT-4": -81.3,
    "best known player": 1,
}
_PAPER_ENDGAMES = {
    "BC": 0.112,
    "%BC": -0.439,
    "MC": 0.588,
    "ILQL": 0.452,
    "online PPO": 0.814,
    "online %BC": 0.112,
    "GPT-4": -22.9,
    "best known player": 1,
}

_RULES = (
    "You are White; Stockfish, weakened, is Black. Each text of the game is the position in FEN with a space between all "
    "characters. Answer with a legal move in SAN with spaces: N f 3, e x d 5, O - O, e 8 = Q. Mate earns 1, being mated "
    "costs 1, a draw nothing; a text that is no legal move costs 1, and the same position comes again. "
)

_AHEAD = 3
"""So many games of a batch are with Stockfish when one is gone on with."""

_boards = Boards()

Move = Callable[["chess.Board", Random], str]
"""The move to make, in UCI."""


@dataclass(frozen=True, kw_only=True)
class Opponent:
    """How strong Black is. The default is reproducible, and even with Stockfish's `UCI_Elo` 1350.

    `seeded` searches at full strength and then chooses among its best `lines` as Stockfish's own `Skill Level` does,
    but by the game's seed; `uci-elo` is Stockfish's own limit, which differs each time.

    Against `UCI_Elo` 1350 (bench/chess_strength.py; 300 nodes and four lines), score and Elo difference of

        the default, skill -0.5    0.492 ± 0.017      -5    800 games
        skill 0                    0.565 ± 0.021     +45    500
        -3, -2, -1                 .16, .37, .43   -285, -93, -48    80 each
        1, 3, 6, 10, 20            .60, .68, .79, .83, .89   +70, +127, +234, +273, +370    67 to 80 each
    """

    kind: Literal["seeded", "uci-elo"] = "seeded"
    nodes: int = 300
    """Positions that it looks at for a move."""
    lines: int = 4
    """Among how many moves it chooses; 1 is full strength."""
    skill: float = -0.5
    """From -4 (any of its lines alike) over 0 (as `UCI_Elo` 1350 chooses) to 20."""
    elo: int = 1350
    """For `uci-elo` only."""

    def __post_init__(self) -> None:
        if self.nodes < 1 or self.lines < 1 or not -4 <= self.skill <= 20:
            raise ValueError(f"an opponent has nodes and lines of at least 1, and a skill from -4 to 20, unlike {self}")

    @property
    def reproducible(self) -> bool:
        """Whether the same seed and texts give the same game."""
        return self.kind == "seeded"

    def move(self, fen: str, *key: int) -> str:
        """Its move in this position, in UCI; `seeded` depends on nothing but the position and the key."""
        return self.thinking(fen, *key)()

    def thinking(self, fen: str, *key: int) -> Callable[[], str]:
        """The same, begun: whoever calls what is returned waits for the move."""
        if self.kind == "uci-elo":
            return partial(limited_move, fen, self.nodes, self.elo)
        search = asked(fen, Budget(self.nodes, self.lines))
        drawn = chances(self.lines, self.skill, *key)
        return lambda: weakened(search.answer(), self.skill, drawn)


def chances(lines: int, skill: float, *key: int) -> tuple[int, ...]:
    """What chance adds to each line in `weakened`, before it is scaled."""
    limit, begun = int(_weakness(skill)), mixed(*key)
    return tuple(below(limit, i, after=begun) for i in range(lines))


def weakened(lines: Sequence[Line], skill: float, chances: Sequence[int]) -> str:
    """The choice among lines by Stockfish's `Skill::pick_best`: worse moves catch up, and chance does the rest.

    There are at least as many chances as lines.
    """
    scores = [line.score for line in lines]
    top, spread, weakness = max(scores), min(max(scores) - min(scores), _CAP), _weakness(skill)
    pushed = [
        score + (weakness * (top - score) + spread * chance) / 128
        for score, chance in zip(scores, chances, strict=False)
    ]
    return lines[pushed.index(max(pushed))].move


def _weakness(skill: float) -> float:
    return 120 - 2 * skill


class ChessState(NamedTuple):
    """A position with what led to it."""

    seed: int
    fen: str
    moves: tuple[str, ...] = ()
    """Both sides' moves so far, in UCI."""
    taken: str = ""
    """Captured pieces in order, as in FEN: Black's are small."""
    since: tuple[str, ...] = ()
    """The positions since the last capture or pawn's move, without counters: what the fifth repetition is counted by."""


@dataclass(frozen=True)
class Chess:
    """White's game against one opponent; make it by `whole_games` or `endgames`."""

    name: str
    summary: str
    rules: str
    opponent: Opponent
    short: bool
    """Whether games begin with a few pieces against a bare king."""
    max_turns: int
    evaluation: int
    constants: Constants
    paper: Mapping[str, float]
    form: str = "a legal move in SAN with spaces: N f 3, e x d 5, O - O, e 8 = Q"
    max_tokens: int = 16
    memory: int | None = 1

    @property
    def players(self) -> Mapping[str, Player]:
        behaviour = (
            "the dataset's: Stockfish's move 38 times in 100, else any legal move"
            if self.short
            else "the dataset's: a weakened Stockfish; how much so is drawn for each move, as it cannot tell games apart"
        )
        return {
            "random": Player("any legal move", partial(_player, _any)),
            "behaviour": Player(behaviour, partial(_player, _often_best if self.short else _as_strong_as_it_comes)),
            "best": Player("Stockfish at full strength", partial(_player, _best)),
        }

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        own = (
            Recipe("games of the player `behaviour`, as in LMRL-Gym", 2_000, self._short_game)
            if self.short
            else Recipe("a weakened Stockfish as White, as strong for a whole game", 500, self._long_game)
        )
        made = {**with_expert(self, {"behaviour": own}, "behaviour"), "expert": expert(self, own.episodes)}
        if self.short:
            help = "games of the player `best`, each from all eight sides of the board"
            made["expert-mirrored"] = Recipe(help, SYMMETRIES * own.episodes, self._mirrored)
        else:
            help = "games of `behaviour`, each from White's side and, with colours exchanged, from Black's"
            made["behaviour-exchanged"] = Recipe(help, 2 * own.episodes, self._exchanged)
        return made

    @property
    def views(self) -> Mapping[str, View]:
        return {
            "pieces": View(
                "pieces and their squares, and moves as the piece, where it stands and where it goes: N g 1f 3",
                pieces,
                words(),
                in_full,
            ),
            "king-safety": View(
                "as `pieces`, and what gives check (+), is pinned (=), or is attacked beside the king (x): K e 1q a 5+ a 5x d 2",
                king_safety,
                (*words(), *marks()),
                in_full,
            ),
        }

    def evaluation_seeds(self, episodes: int | None = None) -> tuple[int, ...]:
        return tuple(range(EVALUATION_SEEDS, EVALUATION_SEEDS + (self.evaluation if episodes is None else episodes)))

    def reset(self, seed: int) -> tuple[ChessState, str]:
        fen = self._endgame(seed) if self.short else START
        return ChessState(seed, fen), observation(fen)

    def step(self, state: ChessState, action: str) -> Step[ChessState]:
        return self._begun(state, action)()

    def steps(self, states: Sequence[ChessState], actions: Sequence[str]) -> list[Step[ChessState]]:
        """`step` for each game, while Stockfish thinks about the next ones."""
        done: list[Step[ChessState]] = []
        begun: deque[Callable[[], Step[ChessState]]] = deque()
        for state, action in zip(states, actions, strict=True):
            begun.append(self._begun(state, action))
            if len(begun) > _AHEAD:
                done.append(begun.popleft()())
        return done + [finished() for finished in begun]

    def _begun(self, state: ChessState, action: str) -> Callable[[], Step[ChessState]]:
        """A step with Stockfish thinking; whoever calls what is returned waits for its move."""
        board = _boards.taken(state.fen)
        move = understood(board, action)
        if move is None:
            _boards.left(state.fen, board)
            return lambda: Step(state, observation(state.fen), -1.0, False, legal=False)
        after = _moved(board, state, move)
        answer = self.opponent.thinking(after.fen, state.seed, len(state.moves))
        if _over(board, after):
            won = board.is_checkmate()
            return lambda: Step(after, observation(after.fen), float(won), True, success=won)
        return partial(_replied, board, after, answer)

    def actions(self, state: ChessState) -> tuple[str, ...]:
        board = board_of(state.fen)
        return () if _over(board, state) else tuple(spoken(board, move) for move in board.legal_moves)

    def _endgame(self, seed: int) -> str:
        """Evaluation has the positions of the file in order; other seeds have random ones that are not in it."""
        fixed = positions()
        if seed >= EVALUATION_SEEDS:
            return fixed[(seed - EVALUATION_SEEDS) % len(fixed)]
        chance = generator(seed)
        while (fen := endgame(KINDS[chance.randrange(len(KINDS))], chance)) in _fixed():
            continue
        return fen

    def _long_game(self, seed: int) -> Episode:
        """White as strong for the whole game as is drawn at its start."""
        white = partial(_as_strong_as, strength=Random(mixed(seed, 2)).random())
        return play(self, _player(white, mixed(seed, 1)), [seed], player="behaviour")[0]

    def _short_game(self, seed: int) -> Episode:
        return play(self, _player(_often_best, mixed(seed, 1)), [seed], player="behaviour")[0]

    def _mirrored(self, seed: int) -> Episode:
        """Eight seeds in a row are one game's."""
        game, which = divmod(seed, SYMMETRIES)
        return pictured(_expert_game(self.opponent, self.name, game), which)

    def _exchanged(self, seed: int) -> Episode:
        """Two seeds in a row are one game's."""
        game, which = divmod(seed, 2)
        played = _behaviour_game(self.opponent, self.name, self.max_turns, game)
        return exchanged(played) if which else played


@lru_cache(maxsize=1)
def _behaviour_game(opponent: Opponent, name: str, max_turns: int, seed: int) -> Episode:
    """A game by the player `behaviour`, kept until its other side has been asked for."""
    return replace(whole_games(opponent, name=name), max_turns=max_turns).recipes["behaviour"].make(seed)


@lru_cache(maxsize=1)
def _expert_game(opponent: Opponent, name: str, seed: int) -> Episode:
    """An endgame by the player `best`. The last one is kept: its pictures are asked for one after the other."""
    return expert(endgames(opponent, name=name), 1).make(seed)


def whole_games(opponent: Opponent = Opponent(), *, name: str = "chess") -> Chess:
    """Chess from the start position."""
    return Chess(
        name=name,
        summary="play a game of chess as White against a weakened Stockfish",
        rules=_RULES + "A game that is not over after 400 of your texts is broken off.",
        opponent=opponent,
        short=False,
        max_turns=400,
        evaluation=100,
        constants=Constants(-401, 0.21, 1),
        paper=_PAPER_CHESS,
    )


def endgames(opponent: Opponent = Opponent(), *, name: str = "endgames") -> Chess:
    """Chess from positions of K+Q, K+Q+R, K+R or K+R+R against K."""
    return Chess(
        name=name,
        summary="mate a bare king in chess with queen, rook or both, in 50 moves",
        rules=_RULES + "You have queen, rook, both or two rooks against a bare king, and 50 texts to mate it.",
        opponent=opponent,
        short=True,
        max_turns=50,
        evaluation=EVALUATED,
        constants=Constants(-1, 0.586, 1),
        paper=_PAPER_ENDGAMES,
    )


def endgame(kind: str, chance: Random) -> str:
    """A random legal position of White's `kind` against a bare king, White to move, nobody in check."""
    import chess

    while True:
        board = chess.Board.empty()
        for symbol, square in zip(kind + "k", chance.sample(range(64), len(kind) + 1), strict=True):
            board.set_piece_at(square, chess.Piece.from_symbol(symbol))
        if board.is_valid() and not board.is_check():
            return board.fen()


@lru_cache(maxsize=1)
def positions() -> tuple[str, ...]:
    """The positions that endgames are evaluated on, in the order of the file."""
    lines = POSITIONS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def _fixed() -> frozenset[str]:
    return frozenset(positions())


def _moved(board: "chess.Board", state: ChessState, move: "chess.Move") -> ChessState:
    """The state after a legal move; pushes it on `board`, which is in the state's position."""
    import chess

    taken = chess.Piece(chess.PAWN, not board.turn) if board.is_en_passant(move) else board.piece_at(move.to_square)
    captured = taken.symbol() if taken and board.is_capture(move) else ""
    before = () if board.is_irreversible(move) else (*state.since, _position(state))
    board.push(move)
    return ChessState(state.seed, fen_from(board), (*state.moves, move.uci()), state.taken + captured, before)


def _replied(board: "chess.Board", state: ChessState, answer: Callable[[], str]) -> Step[ChessState]:
    """The step that Black's move ends; pushes it on `board`, which is in the state's position."""
    import chess

    after = _moved(board, state, chess.Move.from_uci(answer()))
    if _over(board, after):
        return Step(after, observation(after.fen), -1.0 if board.is_checkmate() else 0.0, True)
    _boards.left(after.fen, board)
    return Step(after, observation(after.fen), 0.0, False)


def _over(board: "chess.Board", state: ChessState) -> bool:
    """Whether the game has ended by itself; `board` is in the state's position and need not know how it got there."""
    return (
        not any(board.generate_legal_moves())
        or board.is_insufficient_material()
        or board.halfmove_clock >= _QUIET
        or state.since.count(_position(state)) >= 4
    )


def _position(state: ChessState) -> str:
    """The FEN without its two counters."""
    return state.fen.rsplit(" ", 2)[0]


def _player(choose: Move, seed: int) -> Policy:
    def say(history: History, chance: Random) -> str:
        import chess

        board = board_of(fen_of(history[-1].text))
        return spoken(board, chess.Move.from_uci(choose(board, chance)))

    return Scripted(say, seed)


def _any(board: "chess.Board", chance: Random) -> str:
    moves = list(board.legal_moves)
    return moves[chance.randrange(len(moves))].uci()


def _best(board: "chess.Board", chance: Random) -> str:
    bare = board.occupied_co[not board.turn].bit_count() == 1
    return best_lines(fen_from(board), MATING if bare else STRONG)[0].move


def _often_best(board: "chess.Board", chance: Random) -> str:
    return best_lines(fen_from(board), SKILLED)[0].move if chance.random() < SKILL else _any(board, chance)


def _as_strong_as_it_comes(board: "chess.Board", chance: Random) -> str:
    return _as_strong_as(board, chance, strength=chance.random())


def _as_strong_as(board: "chess.Board", chance: Random, *, strength: float) -> str:
    """White at a strength between 0 and 1, even steps of which are even steps of Elo."""
    place = strength * (len(_SKILLS) - 1)
    low = min(int(place), len(_SKILLS) - 2)
    skill = _SKILLS[low] + (place - low) * (_SKILLS[low + 1] - _SKILLS[low])
    return Opponent(skill=skill).move(fen_from(board), chance.getrandbits(32))


CHESS = whole_games()
ENDGAMES = endgames()
