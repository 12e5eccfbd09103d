# Everything runs from .venv, which is made from the lock and from nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 4010

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types contracts spell cover bench crash shots lock manifest clean

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(READY) ## run the product in its sandbox, with no account anywhere
	@$(BIN)/python -m bot sandbox --port $(PORT)

test: $(READY) ## run every check and every test
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 3 --dist worksteal

cover: $(READY) ## run every test, and tell which lines none of them reached
	@$(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=term

check: lint types contracts spell ## run every check that runs no code

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

contracts: $(READY)
	@$(BIN)/lint-imports --no-cache

spell: $(READY)
	@$(BIN)/codespell

crash: $(READY) ## kill the bot through 60 onboardings, on SQLite and on PostgreSQL
	@DESKHAND_CRASH_PEOPLE=60 $(BIN)/pytest tests/crash -m crash -q -s

bench: $(READY) ## measure, beside its peers, and print a table
	@$(BIN)/python -m tests.bench

shots: $(READY) ## make the pictures of the README and the docs
	@$(BIN)/python -m tests.browser.shots

lock: ## resolve the dependencies anew, with hashes and without addresses
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade \
		--output-file requirements.lock --quiet

manifest: $(READY) ## write manifest.yml from the actions
	@$(BIN)/python -m bot manifest

clean: ## remove what was made
	@rm -rf $(VENV) .demo .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Deskhand needs Python 3.11 or newer; PYTHON=... names another one."; exit 1; }
	@echo "Setting up .venv from requirements.lock (a minute, once) ..."
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing: on Debian, apt install python3-venv."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --no-deps --only-binary :all: -r requirements.lock
	@touch $@
