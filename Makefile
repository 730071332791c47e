# `make demo` and `make test` are all you need: each builds the environment in .venv first (once).
# Needed on the machine: Python 3.11 to 3.13, make, gcc, and a package index that pip can reach.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:

# Empty means: do write bytecode. Without it every start of `resynapse` compiles the libraries again.
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export MPLBACKEND := Agg

IN_RANGE := import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(firstword $(foreach p,python3 python3.12 python3.11 python3.13 python,\
	$(shell $(p) -c '$(IN_RANGE)' >/dev/null 2>&1 && echo $(p))))
BIN := .venv/bin
PY := $(BIN)/python

# An environment is complete when the file named after its lock exists, and that file is written last:
# an interrupted installation leaves none and starts afresh, a changed lock has another name.
sum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
READY := .venv/.ready-$(call sum,lock/resynapse.txt)
LINKED := .venv/.linked-$(call sum,lock/resynapse.txt pyproject.toml)
ROADRUNNER := .venv-roadrunner/.ready-$(call sum,lock/roadrunner.txt)
BRIAN2 := .venv-brian2/.ready-$(call sum,lock/brian2.txt)
CUBNM := .venv-cubnm/.ready-$(call sum,lock/cubnm.txt)
BRAIN := .venv/.brain-$(call sum,src/resynapse/network/archive.py)
PEERS := $(ROADRUNNER) $(BRIAN2) $(CUBNM)

.PHONY: help env demo test test-full check docs bench peers fhir fit-report lock clean
help:
	@echo "make demo        simulate six infusions; results and report in out/demo/"
	@echo "make test        the tests that finish in minutes (ends with pytest's summary)"
	@echo "make test-full   every test, with the peers"
	@echo "make check       style, types, layers, links"
	@echo "make docs        the documentation, in site/"
	@echo "make bench       speed against libroadrunner, in out/bench/"
	@echo "make fit-report  what was fitted, to what, and how well the data hold it, in out/fit/"
	@echo "make peers       environments of the simulators we compare with"
	@echo "make fhir        two more validators of FHIR, for the long tests (needs Node)"
	@echo "make lock        resolve lock/*.txt again from pyproject.toml"
	@echo "make clean       remove what the targets above made"

demo: $(LINKED) $(BRAIN)
	@$(BIN)/resynapse run --brain --out out/demo
	@echo "Open out/demo/report.html in a browser."

test: $(LINKED) $(BRAIN)
	@$(PY) -m pytest -m "not slow and not peer" $(PYTEST_ARGS)

test-full: $(LINKED) $(BRAIN) $(PEERS)
	@$(PY) -m pytest $(PYTEST_ARGS)

check: $(LINKED)
	@$(BIN)/ruff check .
	@$(PY) -m mypy
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(PY) tools/check_links.py

docs: $(LINKED)
	@$(BIN)/mkdocs build --strict --quiet
	@$(PY) tools/check_links.py --site site
	@echo "Open site/index.html in a browser."

bench: $(LINKED) $(PEERS)
	@$(PY) benchmarks/run.py --out out/bench

fit-report: $(LINKED)
	@$(PY) -m resynapse.fit --out out/fit

peers: $(PEERS)

# Two validators of FHIR that need Node and npm; the tests that use them say why they are skipped without.
fhir:
	@mkdir -p .venv-fhir && cp tests/web/fhir/package.json tests/web/fhir/package-lock.json tests/web/fhir/.npmrc .venv-fhir/
	@npm ci --prefix .venv-fhir --ignore-scripts --no-audit --no-fund --silent

env: $(LINKED)

$(READY):
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 was not found; name one: make PYTHON=/path/to/python3"; exit 1; }
	$(call install,.venv,lock/resynapse.txt)

$(PEERS): .venv-%:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 was not found; name one: make PYTHON=/path/to/python3"; exit 1; }
	$(call install,$(@D),lock/$(@D:.venv-%=%).txt)

# $(1) environment, $(2) lock. Only wheels, only with the hashes of the lock; compiled once, by all cores.
define install
	@echo "Installing $(2) into $(1) ..."
	@$(PYTHON) -m venv --clear $(1) || { echo "venv failed; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(1)/bin/python -m pip install --quiet --no-compile --no-deps --require-hashes --only-binary :all: -r $(2)
	@$(1)/bin/python -m compileall -q -j 0 $(1)/lib >/dev/null || true
	@touch $@
endef

$(LINKED): $(READY)
	@rm -f .venv/.linked-*
	@$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The human connectome, once (8 MB). Without it everything but the brain works, and its tests say why they are skipped.
$(BRAIN): $(LINKED)
	@$(BIN)/resynapse brain-data && touch $@ || true

lock:
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv --clear .venv-lock && .venv-lock/bin/pip install --quiet uv; }
	@for group in dev:resynapse roadrunner:roadrunner brian2:brian2 cubnm:cubnm; do \
		from="--group $${group%%:*}"; test "$${group%%:*}" != dev || from="pyproject.toml --extra web $$from"; \
		.venv-lock/bin/uv pip compile $$from --universal --python-version 3.11 --fork-strategy fewest \
			--only-binary :all: --generate-hashes --no-annotate --no-emit-index-url --no-header --quiet \
			$(LOCK_ARGS) -o lock/$${group##*:}.txt; done

clean:
	@rm -rf out site build .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf src/*.egg-info
