"""What is told to a person instead of a traceback."""


class Problem(Exception):
    """Something was asked wrongly; the text says what is allowed. Commands exit with 2."""

    code = 2


class Failed(Problem):
    """Something was asked rightly and could not be done; the text says why and what to do. Commands exit with 1."""

    code = 1
