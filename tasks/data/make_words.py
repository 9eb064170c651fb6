"""Makes words.txt, the vocabulary of Wordle: `python tasks/data/make_words.py` (needs the extra `words`).

Common English words in the order of their frequency, less inflected forms (plurals, past tenses), less the names,
places, slang and insults listed here. The result is committed: no one needs this program to play.
"""

from importlib.metadata import version
from pathlib import Path

from wordfreq import top_n_list

SIZE = 430
DEPTH = 20_000
"""How far down wordfreq's list a stem still counts as a word."""

NAMES = """
    aaron alice allen april asian barry biden billy bobby brian bruce chile china chris chuck colin costa craig danny
    david davis delhi diego dubai dutch eddie egypt emily evans frank greek harry helen henry india irish islam italy
    jacob jamie james japan jason jerry jesus jimmy julia julie karen keith kelly kenya kevin korea larry latin laura
    lewis louis maine maria marie mario mason miami moore nancy obama oscar paris perry peter putin ralph roger roman
    santa sarah saudi scott simon smith spain steve susan syria terry texas tokyo tommy trump tyler vegas wayne welsh
"""
NOT_FOR_A_GAME = """
    abuse bible bitch boobs chick daddy didnt freak gonna gotta idiot inter intel kinda multi naked outta penis pussy
    slave wanna
"""
NO_PAST = "speed bleed breed creed embed freed greed tweed"
"""Words that look like a past tense and are none."""

HEADER = """\
# Five-letter words of the game Wordle: hidden words and guesses alike. One word a line.
# The {size} most common ones of wordfreq {version} (Robyn Speer; its data is CC BY-SA 4.0), less inflected forms, names
# and words nobody wants to guess; made by tasks/data/make_words.py.
"""


def inflected(word: str, known: set[str]) -> bool:
    """Whether the word looks like a plural, a third person or a past tense of a known word."""
    if word.endswith("s"):
        return not word.endswith(("ss", "us", "is"))
    return word.endswith("ed") and word not in NO_PAST.split() and bool({word[:-1], word[:-2]} & known)


def words(size: int) -> list[str]:
    """The vocabulary in alphabetical order."""
    ranked = top_n_list("en", DEPTH)
    known, left_out = set(ranked), {*NAMES.split(), *NOT_FOR_A_GAME.split()}
    five = (word for word in ranked if len(word) == 5 and word.isascii() and word.isalpha() and word.islower())
    kept = [word for word in five if word not in left_out and not inflected(word, known)]
    return sorted(kept[:size])


def main() -> None:
    header = HEADER.format(size=SIZE, version=version("wordfreq"))
    Path(__file__).with_name("words.txt").write_text(header + "\n".join(words(SIZE)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
