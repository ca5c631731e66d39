# Everything that this project does, from a fresh machine with Python and make.
#
#   make demo     set up, build the example site, say where to look
#   make test     set up, get what tests need, run all of them
#   make help     the rest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
NPM := $(shell command -v npm 2>/dev/null)
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
NO_NPM := npm is not installed (it comes with Node.js)

# What has been set up leaves a mark, so that a second run does nothing.
INSTALLED := $(VENV)/installed
TESTABLE := $(VENV)/testable
SERVED := node_modules/.served
JUDGES := node_modules/.judges
FORMER_JATS := $(VENV)/jats-1.2/fetched
CFFCONVERT := $(VENV)/cffconvert/bin/cffconvert
CRATES := $(VENV)/crates/bin/rocrate-validator

.DEFAULT_GOAL := help
.PHONY: help demo test check format golden wheel clean front-end front-end-all system-packages benchmark

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) front-end ## set up, build the example site, say where to look
	@$(BIN)/polyphony build example-site
	@echo "Open example-site/_site/index.html in a browser."

test: $(TESTABLE) $(CFFCONVERT) $(CRATES) system-packages front-end-all check ## set up, get what tests need, run all of them
	$(BIN)/python -m pytest -n 2 --dist worksteal -rfEs $(PYTEST_OPTIONS)

check: $(TESTABLE) ## style, types, layers, house rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet || { echo "Some files are laid out by hand: run \`make format\`."; exit 1; }
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest --quiet tests/test_house.py

format: $(TESTABLE) ## lay out the code
	$(BIN)/ruff check --select I --fix --quiet
	$(BIN)/ruff format

golden: $(TESTABLE) front-end ## write the golden files anew; read the diff
	POLYPHONY_GOLDEN=1 $(BIN)/python -m pytest --quiet $(wildcard tests/test_golden.py tests/test_markup_cases.py tests/test_diagnostics.py)
	git diff --stat -- tests

wheel: $(TESTABLE) front-end ## build the sdist, and the wheel from it
	$(BIN)/python hatch_build.py --require
	$(BIN)/python -m build --outdir dist

benchmark: $(INSTALLED) ## compare with other generators
	$(BIN)/python benchmarks/compare.py

clean: ## remove all that was built, fetched or set up
	rm -rf $(VENV) node_modules build dist example-site/_site themes/counterpoint/assets/vendor polyphony/serve/assets/vendor
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find polyphony tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Python

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Polyphony needs Python 3.11 or newer; say `make PYTHON=...`")'
	@echo "Setting up Python packages in $(VENV); this takes a minute, once."
	@$(PYTHON) -m venv $(VENV)

# With pandoc, since the example site cites.
$(INSTALLED): pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[citations]'
	@touch $@

$(TESTABLE): pyproject.toml | $(BIN)/python
	@$(PIP) --editable '.[test]'
	@touch $@ $(INSTALLED)

# cffconvert needs a jsonschema of its own, older than the one that the tests use.
$(CFFCONVERT): | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/cffconvert
	$(VENV)/cffconvert/bin/python -m pip --disable-pip-version-check install --quiet 'cffconvert>=2' 'setuptools<81'

# The validator of RO-Crates brings much of its own along, as does commonmeta-py, of which only the schema of CSL-JSON
# is wanted.
$(CRATES): | $(BIN)/python
	$(PYTHON) -m venv $(VENV)/crates
	$(VENV)/crates/bin/python -m pip --disable-pip-version-check install --quiet 'roc-validator>=0.13'
	$(VENV)/crates/bin/python -m pip --disable-pip-version-check install --quiet --no-deps 'commonmeta-py>=0.312'

# Front-end parts: what pages are served with, and what tests judge pages with

front-end: $(if $(NPM),$(SERVED),) ## fetch fonts, search and reload scripts by npm
	@$(PYTHON) hatch_build.py

front-end-all: $(if $(NPM),$(JUDGES) $(FORMER_JATS),)
	@$(if $(NPM),:,echo "$(NO_NPM): tests that need its packages are skipped.")
	@$(PYTHON) hatch_build.py

$(SERVED): package.json package-lock.json
	@echo "Fetching fonts and scripts by npm."
	@$(NPM_CI) --omit=dev >/dev/null
	@touch $@

# JATS 1.2 as RELAX NG. npm can't install the package, since what it is a plug-in for is there no more; it can fetch it.
$(FORMER_JATS):
	mkdir -p $(@D)
	cd $(@D) && npm pack --silent --ignore-scripts texture-plugin-jats@0.3.0 >/dev/null && tar -xzf texture-plugin-jats-0.3.0.tgz && rm texture-plugin-jats-0.3.0.tgz
	@touch $@

$(JUDGES): package.json package-lock.json
	$(NPM_CI)
	@touch $@ $(SERVED)

# Programs that are no packages of Python or npm: fetched where this may be done, else named

system-packages:
	@tests/system-packages
