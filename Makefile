# `make demo` and `make test` are each all that a fresh machine with Python 3.11+, pip and make needs:
# they make a private .venv, install the pinned and hashed dependencies, and run.

PYTHON ?= python3
WORKERS ?= auto
PYTEST_ARGS ?=
SOAK_ARGS ?=
MUTANTS ?= 200
SEED ?= 1
MUTANTS_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# What is never imported need not be compiled: Python does it at first use.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install --no-compile
# A lock names all that is needed: to resolve anew what it pins would let a newer release of something in.
LOCKED := $(PIP) --no-deps --require-hashes
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
NODE := $(VENV)/.installed-node

COMPILE = $(VENV)-lock/bin/uv pip compile --quiet --no-config --universal --generate-hashes --no-header \
	--no-annotate --python-version 3.11 $(UPGRADE)

# Tests start mhook hundreds of times: without compiled modules each start compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test slow locust receivers proxy browser coverage lint format types imports check wheel bench soak mutants reference pictures lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: $(RUN) ## Send, verify, explain and replay, against an embedded receiver
	@$(BIN)/mhook demo

test: $(DEV) ## Run all tests on all cores
	$(call run_tests)

slow: $(DEV) ## Run the tests that take minutes: pages of the manual, whole checks, many programs
	$(call run_tests,-m slow)

receivers: $(DEV) $(NODE) ## Run the manual's receivers in JavaScript, Go and PHP, where these are installed
	$(BIN)/python -m pytest tests/docs/languages $(PYTEST_ARGS)

locust: $(DEV) ## Send loads with real masters and workers, and run locustfiles
	$(BIN)/python -m pytest -n 3 --dist loadfile tests/with_locust $(PYTEST_ARGS)

proxy: $(DEV) ## Check receivers through a real nginx, where that is installed
	$(BIN)/python -m pytest tests/behind_nginx $(PYTEST_ARGS)

browser: $(DEV) $(NODE) ## Use the inspector's page in Chromium, where that is installed
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser $(PYTEST_ARGS)

coverage: $(DEV) ## Run all tests again, slower, and hold the lines that they reach to the gate
	$(call run_tests,--cov)

lint: $(DEV) ## Check the code's style and layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(DEV) ## Rewrite the code in its layout, and fix what can be fixed
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

types: $(DEV) ## Check the types of package and tests
	$(BIN)/mypy

imports: $(DEV) ## Check who may import whom
	$(BIN)/lint-imports

check: lint types imports test slow coverage ## All of the above checks

wheel: $(DEV) ## Build the wheel into dist/
	$(BIN)/python -m build --no-isolation --wheel

bench: $(DEV) ## Measure speed and memory, side by side with the naive ways
	$(BIN)/python -m tests.benchmarks

soak: $(DEV) ## Kill, fill, damage and flood it for hours; SOAK_ARGS='--share 0.05' takes minutes
	$(BIN)/python -m tests.soak $(SOAK_ARGS)

mutants: $(DEV) ## Change the code at MUTANTS=200 places from SEED=1, and show what no test notices
	$(BIN)/python -m tests.mutants --count $(MUTANTS) --seed $(SEED) $(MUTANTS_ARGS)

reference: $(DEV) ## Rewrite the manual's reference of commands, and its rules
	$(BIN)/python -m tests.docs.reference
	$(BIN)/python -m tests.docs.rules
	$(BIN)/python -m tests.docs.in_process

pictures: $(DEV) ## Draw the README's pictures again, where the commands print something else
	$(BIN)/python -m tests.docs.picture
	$(BIN)/python -m tests.browser.pictures

lock: ## Pin the dependencies anew; UPGRADE=--upgrade takes the newest that are allowed
	@test -x $(VENV)-lock/bin/uv || { $(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install --quiet uv; }
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --constraint requirements/dev.txt --output-file requirements/run.txt
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/build.txt

clean: ## Remove all that these commands made
	rm -rf $(VENV) $(VENV)-lock build dist .coverage .coverage.* .hypothesis .import_linter_cache .mutants .mypy_cache \
		.pytest_cache .ruff_cache
	find maileroo_cli tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than what it was installed from. The package itself is installed editable, so that code changes
# need no new install.
$(RUN): requirements/run.txt requirements/build.txt pyproject.toml
	$(call make_venv)
	@echo "Installing mhook and the packages that it uses into $(VENV), at the versions in requirements/run.txt"
	@$(LOCKED) -r requirements/run.txt -r requirements/build.txt
	$(call install_package)
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml
	$(call make_venv)
	@echo "Installing mhook and what its tests use into $(VENV), at the versions in requirements/dev.txt"
	@$(LOCKED) -r requirements/dev.txt
	$(call install_package)
	@touch $@ $(RUN)

# Express, and a Node.js that is new enough for the manual's receiver, whatever version brought npm.
$(NODE): requirements/package-lock.json | $(DEV)
	@if command -v npm >/dev/null; then \
		cp requirements/package.json requirements/package-lock.json $(VENV)/ && \
		npm ci --prefix $(VENV) --silent --no-audit --no-fund --ignore-scripts; \
	else echo "npm is not installed: the receiver for Express is left out"; fi
	@touch $@

# Many tests start mhook anew, and where no bytecode may be written each start would compile all of it.
define run_tests
@$(BIN)/python -m compileall -q maileroo_cli
@echo "Running the tests of mhook$(if $(findstring cov,$(1)), with their coverage)$(if $(findstring slow,$(1)), that are slow)"
@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 $(1) $(PYTEST_ARGS)
endef

define make_venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "mhook needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
@$(BIN)/python -m pip --version >/dev/null 2>&1 || \
	{ echo "Making a private environment in $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
endef

define install_package
@$(PIP) --no-deps --no-build-isolation --no-index --editable .
endef
