# conductd: every target makes the environment it needs (.venv) from requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
HISTORIES ?= 10000
MAILS ?= 20000
BENCH ?=
READY := .venv/.ready
TRAIN := .venv-train/.ready

.PHONY: help demo run test lint soak soak-process fuzz process read-scores weights bench-reading lock clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 24

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("conductd needs Python 3.11 or newer: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)

demo: $(READY) ## a story from the first mail to the last letter, played live in a fresh folder
	$(BIN)/conductd demo

run: $(READY) ## the daemon on the embedded default, in ./conductd-data
	$(BIN)/conductd run

lint: $(READY) ## ruff (all rules) and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(READY) ## every test, lint among them; prints the slowest ones
	$(BIN)/pytest --numprocesses=4 --dist=loadfile --no-loadscope-reorder --durations=25

soak: $(READY) ## attacks the real daemon for hours and prints what was measured as a table: make soak BENCH="crashes disk"
	$(BIN)/python -m tests.soak $(BENCH)

soak-process: $(READY) ## both state machines for a long time, and what they played: make soak-process HISTORIES=2000
	CONDUCTD_SOAK=$(HISTORIES) $(BIN)/pytest -q -s -p no:cacheprovider --timeout=0 tests/process/test_state_machine.py
	CONDUCTD_SOAK=$(HISTORIES) $(BIN)/pytest -q -s -p no:cacheprovider --timeout=0 -k may_not_have tests/daemon/test_canaries.py tests/daemon/test_canaries_slack.py
	CONDUCTD_SOAK=$(HISTORIES) $(BIN)/pytest -q -p no:cacheprovider --timeout=0 tests/daemon/test_canaries_planted.py tests/daemon/test_canaries_planted_locks.py tests/daemon/test_canaries_slack_planted.py

fuzz: $(READY) ## mutated mails through the real reader: make fuzz MAILS=20000
	$(BIN)/python -m tests.soak fuzz --size $(MAILS)

process: $(READY) ## renews the generated parts of docs/process.md
	$(BIN)/python -m tests.support.process_document

$(TRAIN): $(READY) tests/reading/requirements.lock
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r tests/reading/requirements.lock
	@touch $(TRAIN)

read-scores: $(TRAIN) ## how well unseen text is read: each file of the texts kept aside in turn (some ten minutes)
	.venv-train/bin/python -m tests.reading.scores

weights: $(TRAIN) ## learns the weights of the reader anew, from tests/data/reading and the labelled texts
	.venv-train/bin/python -m tests.reading.training

bench-reading: $(READY) ## how fast a message is read, and which part takes the time
	$(BIN)/python tests/bench/reading.py

lock: ## renews requirements.lock (needs uv on the PATH)
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements.lock

clean: ## removes the environment and what tests left
	rm -rf .venv .venv-train .pytest_cache .mypy_cache .ruff_cache .hypothesis
