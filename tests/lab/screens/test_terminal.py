"""What the app promises, clause by clause, and which tests do each by keys; a promise whose test or picture goes is noticed here."""

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from lab.catalog import TASKS

TESTS = Path(__file__).parent.parent.parent


class Line(NamedTuple):
    """One clause of the description of the app."""

    place: str
    says: str
    tests: tuple[str, ...]
    goldens: tuple[str, ...] = ()
    """Names of text goldens without their size; each is there at 80x24 and at 200x60."""
    unseen: str = ""
    """Why there is no picture of it."""


APP, RUNS, LAUNCH, TREE, CURVES, SEEN = (
    "test_app",
    "test_runs",
    "test_launch",
    "test_tree",
    "test_curves",
    "test_pictures",
)
LENS, BOARD, OTHER, COLOURS = "test_lens", "test_leaderboard", "test_other_side", "test_colours"

SORTED = f"{SEEN}.test_sorting_copying_noting_and_asking"
ORDERED = f"{SEEN}.test_stopping_going_on_and_evaluating"
COMPARED = f"{APP}.test_runs_mark_compare_export"
FORM = f"{SEEN}.test_a_form_with_errors_seeds_and_help"
NEAR = f"{SEEN}.test_a_curve_from_near"
PLAYED = f"{SEEN}.test_every_task_is_played"
WORDLE = f"{APP}.test_wordle_won_lost_and_assisted"
HINTED = f"{SEEN}.test_hints_near_misses_and_giving_up"
REPLAYED = f"{APP}.test_replay_forwards_backwards_and_fork"
ALONE = f"{SEEN}.test_replay_on_its_own_and_by_regret"
READ = f"{LENS}.test_an_agent_reads_a_persons_game"
BESIDE = f"{LENS}.test_a_person_plays_beside_an_agent"
RUN = f"{APP}.test_a_run_with_its_curves"
SCALE = f"{BOARD}.test_everybody_on_one_scale"
HELP = f"{SEEN}.test_help_on_every_screen"
GROWS = f"{APP}.test_launch_from_the_form_and_watch_it_grow"
EVERY_TASK = tuple(TASKS)

LINES = (
    Line("app", "runs go on when it is closed, and are there when it is opened again", (GROWS,), unseen="a matter of processes"),
    Line("app", "several labs on one store agree", (f"{TREE}.test_branches_appear_while_one_looks",), unseen="the picture is that of one"),
    Line("runs", "every run, live, with spark line, state, steps, score, speed and age", (COMPARED, GROWS), ("runs",)),
    Line("runs", "sort", (SORTED, f"{RUNS}.test_sorted_grouped_and_pinned"), ("runs-sorted",)),
    Line("runs", "filter", (COMPARED, f"{CURVES}.test_the_filter_of_runs_and_notes_by_keys"), ("runs-filtered",)),
    Line("runs", "group by task", (f"{RUNS}.test_sorted_grouped_and_pinned",), ("runs-grouped",)),
    Line("runs", "group by algorithm", (SORTED,), ("runs-by-algorithm",)),
    Line("runs", "mark", (COMPARED, f"{RUNS}.test_marks_choose_for_all_keys_and_escape_clears_them"), ("runs-marked",)),
    Line("runs", "pin", (f"{RUNS}.test_sorted_grouped_and_pinned",), ("runs-grouped",)),
    Line("runs", "n new", (FORM, f"{LAUNCH}.test_like_another_run_with_its_data_and_the_next_seed"), ("launch-like",)),
    Line("runs", "enter open", (RUN,), ("run",)),
    Line("runs", "c compare marked", (COMPARED,), ("compare",)),
    Line("runs", "r replay", (f"{RUNS}.test_its_games_are_replayed_and_its_task_is_played", REPLAYED), ("replay",)),
    Line("runs", "p play its agent", (BESIDE, f"{LENS}.test_a_run_without_an_agent_is_told_of_and_one_plays_alone"), ("beside",)),
    Line("runs", "s stop, which asks", (SORTED, ORDERED), ("ask-stop", "runs-stopped")),
    Line("runs", "u resume", (ORDERED, f"{RUNS}.test_stopped_resumed_and_evaluated"), ("runs-resumed",)),
    Line("runs", "e evaluate", (ORDERED,), ("runs-evaluating",)),
    Line("runs", "y copy as command", (SORTED, f"{RUNS}.test_copied_as_a_command_and_deleted_when_sure"), ("runs-copied",)),
    Line("runs", "d delete, which asks and says what goes", (f"{RUNS}.test_copied_as_a_command_and_deleted_when_sure",), ("runs-delete",)),
    Line("launch", "task, algorithm, model, quantisation, data, knobs with help at each", (GROWS,), ("launch",)),
    Line("launch", "errors as one types", (FORM, f"{LAUNCH}.test_errors_are_told_at_the_field_as_one_types"), ("launch-wrong-from", "launch-wrong-knob", "launch-refused")),
    Line("launch", "start from a run", (FORM,), ("launch-like", "launch-wrong-from")),
    Line("launch", "several seeds at once", (FORM,), ("launch-seeds",)),
    Line("launch", "presets", (FORM,), ("launch-like",)),
    Line("launch", "a BC run first, memory against what is free, time, the equivalent command", (GROWS, FORM), ("launch", "launch-like")),
    Line("launch", "shown in other tools too", (f"{LAUNCH}.test_a_run_is_shown_in_other_tools_too",), ("launch-log-to",)),
    Line("launch", "nothing is launched that is known not to fit", (f"{SEEN}.test_nothing_is_launched_that_does_not_fit",), ("launch-too-large",)),
    Line("run", "a grid of curves with reference lines", (RUN,), ("run",)),
    Line("run", "filled while it trains", (GROWS,), unseen="it differs each time"),
    Line("run", "a curve fills the screen", (RUN,), ("run-full",)),
    Line("run", "zoom and pan by keys", (NEAR,), ("curve-zoomed",)),
    Line("run", "zoom and pan by the mouse", (f"{CURVES}.test_a_plot_is_dragged_and_a_click_still_reads",), ("curve-zoomed",)),
    Line("run", "log scale", (NEAR,), ("curve-log",)),
    Line("run", "smoothing", (NEAR,), ("curve-smooth",)),
    Line("run", "values under a cursor", (NEAR, f"{CURVES}.test_a_run_over_episodes_with_one_cursor_through_all_plots"), ("curve-read", "run-cursor")),
    Line("run", "x as step, episode or time", (NEAR, f"{CURVES}.test_a_run_over_episodes_with_one_cursor_through_all_plots"), ("curve-time", "run-cursor")),
    Line("run", "progress bar and time", (RUN,), ("run",)),
    Line("run", "latest episodes", (NEAR,), ("run-games-and-log",)),
    Line("run", "log tail and config", (NEAR, f"{CURVES}.test_the_log_and_the_curves_point_at_each_other"), ("run-games-and-log", "run-log")),
    Line("run", "health: learning", (RUN,), ("run",)),
    *(
        Line("run", f"health: {what}", (f"{SEEN}.test_health_in_plain_words",), (f"health-{what}",))
        for what in ("flat", "fell", "collapsed", "illegal", "cut")
    ),
    Line("run", "panels on number keys", (NEAR, RUN), ("run-panels",)),
    Line("compare", "marked runs on shared axes, by step", (COMPARED,), ("compare",)),
    Line("compare", "by tokens, episodes or time", (f"{CURVES}.test_compare_over_tokens_and_episodes_and_as_svg",), ("compare-episodes",)),
    Line("compare", "seeds as mean and band, or each", (COMPARED,), ("compare", "compare-each")),
    Line("compare", "every metric", (COMPARED,), ("compare-metric",)),
    Line("compare", "final scores with intervals, which differences are real", (COMPARED,), ("compare-differences",)),
    Line("compare", "what differs between their configs", (COMPARED,), ("compare-differences",)),
    Line("compare", "export as CSV, JSON, SVG", (f"{SEEN}.test_what_is_exported_is_told", COMPARED), ("compare-exported",)),
    Line("replay", "turn by turn, forwards and backwards, with board, exact text and rewards", (REPLAYED,), ("replay", "replay-end")),
    Line("replay", "at a chosen speed", (ALONE,), ("replay-played",)),
    Line("replay", "best, worst and newest first", (ALONE, REPLAYED), ("replay-played", "replay")),
    Line("replay", "per token what the agent makes of it, coloured and by signs, with numbers under the cursor", (READ, f"{LENS}.test_an_agent_reads_its_game_token_by_token"), ("lens",)),
    Line("replay", "the best known player's choice and the regret", (ALONE, f"{LENS}.test_regret_is_what_the_best_player_would_have_earned_more"), ("replay-regret",)),
    Line("replay", "f forks: oneself, any agent or scripted player", (REPLAYED, f"{TREE}.test_a_person_plays_on_from_a_branch_of_a_branch"), ("replay-fork", "replay-forked")),
    Line("replay", "branches are kept as a tree", (f"{TREE}.test_a_tree_is_seen_and_gone_through",), ("tree", "replay-branches")),
    Line("replay", "a branch beside what it was forked from", (f"{TREE}.test_a_branch_beside_its_parent",), ("tree-beside",)),
    *(
        Line("play", f"{task}: its texts, its board, its rules", (PLAYED,), (f"play-{task}", f"rules-{task}"))
        for task in EVERY_TASK
    ),
    Line("play", "limits and rewards as an agent's, won and lost", (WORDLE, f"{APP}.test_maze_by_arrows_to_the_goal", "test_games.test_won_by_hints", "test_games.test_lost"), ("wordle-won", "maze")),
    Line("play", "coloured tiles and keyboard, by signs too", (WORDLE, f"{COLOURS}.test_without_colours_tiles_and_keys_are_told_by_signs"), ("wordle", "lab-light-wordle", "lab-16-wordle")),
    Line("play", "last move and clickable squares", ("test_games.test_two_clicks_on_the_board_are_a_move", f"{SEEN}.test_a_square_is_picked_by_a_click"), ("play-chess", "play-chess-picked")),
    Line("play", "completion of legal actions", (HINTED,), ("play-completed", "play-near-miss")),
    Line("play", "help with the rules", (PLAYED,), ("rules-wordle",)),
    Line("play", "hint, which marks the game as assisted", (HINTED, WORDLE), ("play-hint",)),
    Line("play", "give up, undo never", (HINTED, "test_games.test_a_game_is_given_up"), ("play-give-up", "play-leave")),
    Line("play", "kept with the player's name", (f"{SEEN}.test_whose_games_these_are_is_asked_once", WORDLE), ("ask-name",)),
    Line("play", "counts on the leaderboard if unassisted", (f"{BOARD}.test_assisted_games_and_chat_models_do_not_count", f"{BOARD}.test_who_has_just_played_sees_where_they_stand"), ("leaderboard",)),
    Line("play", "the other side of Twenty Questions", (f"{OTHER}.test_an_object_is_guessed",), ("other-twenty-questions", "other-twenty-questions-end")),
    Line("play", "the other side of Guess My City", (f"{OTHER}.test_a_city_is_told_of",), ("other-guess-city", "other-guess-city-end")),
    Line("play", "the other side of Car Dealer", (f"{OTHER}.test_a_car_is_bought_or_not",), ("other-car-dealer", "other-car-dealer-accepted", "other-car-dealer-rejected")),
    Line("play", "against any agent", (f"{OTHER}.test_who_plays_is_chosen_and_games_are_given_up_and_replayed",), ("other-chooser",)),
    Line("leaderboard", "people, agents, scripted players and the paper on one scale, return, score, games, interval", (SCALE,), ("leaderboard",)),
    Line("leaderboard", "prompted chat models", (f"{BOARD}.test_prompted_models_are_a_kind_of_their_own",), ("leaderboard-prompted",)),
    Line("leaderboard", "what the lab's makers trained", (f"{BOARD}.test_what_the_labs_makers_trained_stands_beside_it",), ("leaderboard-lab",)),
    *(
        Line("everywhere", f"help: {name}", (test,), (f"help-{name}" if name != "run" else "help",))
        for name, test in (("runs", HELP), ("compare", HELP), ("replay", HELP), ("leaderboard", HELP), ("machine", HELP), ("welcome", HELP), ("launch", FORM), ("run", RUN))
    ),
    Line("everywhere", "help names every live key", (f"{APP}.test_every_key_and_screen_is_explained",), ("help",)),
    Line("everywhere", "palette with every action, run and task", (f"{APP}.test_the_palette_finds_runs_and_tasks",), ("palette", "palette-runs")),
    Line("everywhere", "themes, dark and light", (f"{APP}.test_the_theme_is_kept", f"{COLOURS}.test_every_text_on_every_screen_can_be_read", f"{SEEN}.test_boards_with_their_colours"), ("theme-dark", "theme-light", "lab-light-wordle", "lab-light-chess", "lab-light-maze-fo")),
    Line("everywhere", "messages for what happened, never a traceback", (f"{SEEN}.test_an_engine_that_is_missing", SORTED), ("play-no-engine", "runs-copied")),
    Line("everywhere", "a footer with what can be done now", (FORM, f"{SEEN}.test_the_tour"), ("launch-refused", "welcome")),
    Line("everywhere", "a first-run screen: demonstration, a game, a tour", (GROWS, f"{SEEN}.test_the_tour"), ("welcome", "tour-1", "tour-2", "tour-3", "tour-4")),
    Line("everywhere", "how busy the machine is, with its graphics cards", (f"{SEEN}.test_the_machine_with_its_graphics_cards", f"{CURVES}.test_the_machine_is_watched"), ("machine", "machine-by-memory")),
    Line("everywhere", "notes on runs", (SORTED,), ("ask-note",)),
    Line("everywhere", "16 colours", (f"{SEEN}.test_boards_with_their_colours", f"{COLOURS}.test_sixteen_colours_have_a_theme_of_their_own"), ("lab-16-wordle", "lab-16-chess", "lab-16-maze-fo")),
    Line("everywhere", "no colours", (f"{COLOURS}.test_without_colours_rows_marks_and_turns_are_told_by_signs", f"{COLOURS}.test_without_colours_tiles_and_keys_are_told_by_signs"), ("nocolor-runs", "nocolor-wordle")),
    Line("everywhere", "no Unicode", ("test_ascii.test_screens",), ("ascii-run",)),
    Line("everywhere", "text from outside is shown as it is", ("test_hostile.test_every_screen", "test_hostile.test_every_command", "test_hostile.test_nothing_reaches_a_terminal"), unseen="its own test reads every cell of every screen"),
)  # fmt: skip


@cache
def known() -> frozenset[str]:
    """Every test of the lab, as `module.test`."""
    found: set[str] = set()
    for path in (TESTS / "lab").rglob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                found.add(f"{path.stem}.{node.name}")
    return frozenset(found)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.place}: {line.says}")
def test_every_promise_is_done_by_keys_and_kept_as_text(line: Line) -> None:
    assert line.tests
    assert not set(line.tests) - known()
    assert bool(line.goldens) != bool(line.unseen), "a picture, or why there is none"
    for name in line.goldens:
        for size in ("80x24", "200x60"):
            assert (TESTS / "golden" / f"screen-{name}-{size}.txt").is_file(), (name, size)


def test_no_picture_is_kept_that_nothing_promises() -> None:
    """A golden at both sizes that no clause names is either a clause that was forgotten, or nobody's any more."""
    named = {name for line in LINES for name in line.goldens}
    small = {
        path.stem.removeprefix("screen-").removesuffix("-80x24")
        for path in (TESTS / "golden").glob("screen-*-80x24.txt")
    }
    large = {
        path.stem.removeprefix("screen-").removesuffix("-200x60")
        for path in (TESTS / "golden").glob("screen-*-200x60.txt")
    }
    assert not (small & large) - named
