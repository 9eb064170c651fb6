# Every target sets up what it needs. VENV may name an environment elsewhere: make test VENV=/tmp/env
VENV ?= .venv
PYTHON ?= python3
PIP = $(VENV)/bin/python -m pip
HOME_DIR ?=

.PHONY: lab demo test check install clean tokenizer

lab: $(VENV)/installed
	$(VENV)/bin/lmrl-lab

demo: $(VENV)/installed
	$(VENV)/bin/lmrl-lab demo

test: $(VENV)/installed check
	$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/installed
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --disable-pip-version-check --progress-bar off -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
