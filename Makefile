# Every command does its own set-up, and a second run is fast. Paths are relative on purpose: make cannot
# follow a path with a space, and a checkout may well stand in one.

VENV   := .venv
PYTHON := $(VENV)/bin/python
PIP    := $(PYTHON) -m pip --disable-pip-version-check --no-input
CODE   := liaison forms crypto web tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types imports pytest bench fuzz kill flood audit fix docs lock setup

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.runtime ## a fictitious operator on http://127.0.0.1:8000; nothing leaves this machine
	@exec $(VENV)/bin/liaison demo

test: check pytest ## everything that must hold: check, then all the tests

check: lint types imports ## style, types and import contracts; changes nothing

lint: $(VENV)/.tests
	@$(PYTHON) -m ruff check $(CODE)
	@$(PYTHON) -m ruff format --check $(CODE)

types: $(VENV)/.tests
	@$(PYTHON) -m mypy

imports: $(VENV)/.tests
	@$(VENV)/bin/lint-imports

pytest: $(VENV)/.tests
	@sh .ci/programs
	@$(PYTHON) -m pytest -n 2 --dist loadgroup -q

bench: $(VENV)/.bench ## the speed of paper and tables beside typst, LibreOffice, 7-Zip, LongTable, XlsxWriter
	@sh tests/bench/programs
	@$(PYTHON) -m tests.bench.run
	@$(PYTHON) -m tests.bench.sheet

fuzz: $(VENV)/.fuzz ## hostile octets against what reads a deposit, for FUZZ_SECONDS (60) of each target
	@sh tests/fuzz/run

kill: $(VENV)/.tests ## a thousand kills -9 at the numbered steps of a sending, on both engines (docs/reliability.md)
	@$(PYTHON) -m tests.faults

flood: $(VENV)/.tests ## two hundred deposits at once, 2 GiB and slow bodies, against a served house (docs/reliability.md)
	@$(PYTHON) -m tests.faults.flood

audit: $(VENV)/.audit ## known flaws of what we run and build with; ends with 0 only if every package was asked about
	@PYTHONPATH=$(VENV)/audit:. $(PYTHON) -m tests.audit

fix: $(VENV)/.tests ## what ruff can mend and format by itself
	@$(PYTHON) -m ruff check --fix $(CODE)
	@$(PYTHON) -m ruff format $(CODE)

docs: $(VENV)/.tests ## write the generated documents again
	@$(PYTHON) -m tests.house.generated

setup: $(VENV)/.tests ## the virtualenv, with all that the tests need

# The locks are resolved for every Python from 3.11 on and every platform. No header, no annotation and no
# index: a lock names what and which, never where from, nor the machine it was made on.
COMPILE := -m uv --no-config pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url

lock: $(PYTHON) ## resolve the locks again, to the newest releases that pyproject.toml allows
	@$(PIP) install --quiet 'uv>=0.13,<0.14'
	@$(PYTHON) $(COMPILE) pyproject.toml --extra build --output-file requirements.lock
	@$(PYTHON) $(COMPILE) pyproject.toml --extra build --extra test --output-file tests/requirements.lock
	@$(PYTHON) $(COMPILE) tests/audit/requirements.in --output-file tests/audit/requirements.lock

$(PYTHON):
	@echo 'Making the virtualenv $(VENV) …'
	@python="$$(sh .ci/choose-python)" && "$$python" -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(PYTHON)
	@echo 'Installing what liaison needs …'
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: tests/requirements.lock $(VENV)/.runtime
	@echo 'Installing what the tests need …'
	@$(PIP) install --quiet --no-deps --require-hashes -r tests/requirements.lock
	@touch $@

# The peers of the benchmark stand apart: nothing else imports them.
$(VENV)/.bench: tests/bench/requirements.lock | $(VENV)/.tests
	@echo 'Installing what the benchmark compares with …'
	@$(PIP) install --quiet --no-deps --require-hashes --upgrade --target $(VENV)/bench -r $<
	@touch $@

# So does the fuzzer.
$(VENV)/.fuzz: tests/fuzz/requirements.lock | $(VENV)/.tests
	@echo 'Installing the fuzzer …'
	@$(PIP) install --quiet --no-deps --require-hashes --upgrade --target $(VENV)/fuzz -r $<
	@touch $@

# And what looks for known flaws in everything else.
$(VENV)/.audit: tests/audit/requirements.lock | $(VENV)/.tests
	@echo 'Installing what audits …'
	@$(PIP) install --quiet --no-deps --require-hashes --upgrade --target $(VENV)/audit -r $<
	@touch $@
