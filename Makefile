# `make` alone lists the targets. Any of them, first and alone in a new clone, makes its own environment in .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

CONFIG ?= configs/scenarios/baseline.yaml
OUT ?= results/$(basename $(notdir $(CONFIG)))
WITH ?= configs/scenarios/closed-quotas.yaml
STUDY ?= configs/studies/quotas-by-border.yaml
SOURCE ?= ../shared/data
WORKERS ?= 2

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.installed

# Only what was asked for is passed on: what was not keeps the configuration's value.
OPTIONS := --out "$(OUT)" \
  $(if $(SEED),--seed $(SEED)) $(if $(REPLICATIONS),--replications $(REPLICATIONS)) $(if $(JOBS),--jobs $(JOBS)) \
  $(if $(MONTHS),--months $(MONTHS)) $(if $(FRESH),--fresh) $(foreach pair,$(SET),--set '$(pair)')

# The same for a study; its output folder follows its name.
STUDY_OPTIONS := $(if $(filter command line environment,$(origin OUT)),--out "$(OUT)") $(if $(SEED),--seed $(SEED)) \
  $(if $(REPLICATIONS),--replications $(REPLICATIONS)) $(if $(JOBS),--jobs $(JOBS)) $(if $(FRESH),--fresh) \
  $(if $(RETRY),--retry-failed) $(if $(DRY),--dry-run) $(if $(SCHEDULER),--scheduler "$(SCHEDULER)") \
  $(if $(SHARD),--shard $(SHARD))

.PHONY: help run show study status compare report claim claims board vignette vignettes board-vignettes anchors figures check screenshots levers schema test test-slow lint format types contracts bench build-world lock clean

help: ## list the targets
	@echo "make TARGET [VARIABLE=value ...]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(READY) ## run a scenario: CONFIG= SEED= REPLICATIONS= JOBS= OUT= MONTHS= FRESH=1 SET="key.sub=value ..."
	@$(PYTHON) -m abm run "$(CONFIG)" $(OPTIONS)

study: $(READY) ## run what is missing of a study: STUDY= JOBS= OUT= DRY=1 RETRY=1 FRESH=1 SCHEDULER= SHARD=i/n
	@$(PYTHON) -m abm study "$(STUDY)" $(STUDY_OPTIONS)

compare: $(READY) ## compare two scenarios with the same seeds: CONFIG= WITH= REPLICATIONS= PRECISION=2% JOBS= OUT=
	@$(PYTHON) -m abm compare "$(CONFIG)" "$(WITH)" $(if $(REPLICATIONS),--replications $(REPLICATIONS)) \
	  $(if $(PRECISION),--precision $(PRECISION)) $(if $(JOBS),--jobs $(JOBS)) $(if $(SEED),--seed $(SEED)) \
	  $(if $(filter command line environment,$(origin OUT)),--out "$(OUT)")

report: $(READY) ## write the report of a study: OUT=
	@$(PYTHON) -m abm report "$(OUT)"

claim: claim-$(or $(NAME),C7) ## test a claim of the text in both worlds: NAME= WORLD= FULL=1 FRESH=1 JOBS= (or claim-C7)

claims: claim-all ## test every claim and write the board: WORLD= FULL=1 FRESH=1 JOBS=

board: $(READY) ## write the board of claims again from those that were tested: FULL=1
	@$(PYTHON) -m experiments.claims board $(if $(FULL),--full)

claim-%: $(READY)
	@$(PYTHON) -m experiments.claims "$*" $(if $(FULL),--full) $(if $(WORLD),--world "$(WORLD)") \
	  $(if $(FRESH),--fresh) $(if $(JOBS),--jobs $(JOBS))

vignette: vignette-$(or $(NAME),us-build-up) ## lay a dated scenario beside the records: NAME= FULL=1 FRESH=1 JOBS= (or vignette-us-build-up)

vignettes: $(READY) ## every dated scenario, and their board: FULL=1 FRESH=1 JOBS=
	@$(PYTHON) -m experiments.vignettes $(if $(FULL),--full) $(if $(FRESH),--fresh) $(if $(JOBS),--jobs $(JOBS))

board-vignettes: $(READY) ## write the board of the dated scenarios alone, from what is there: FULL=1
	@$(PYTHON) -m experiments.vignettes --board $(if $(FULL),--full)

vignette-%: $(READY)
	@$(PYTHON) -m experiments.vignettes "$*" $(if $(FULL),--full) $(if $(FRESH),--fresh) $(if $(JOBS),--jobs $(JOBS))

anchors: $(READY) ## lay the numbers of the text beside records and model: FULL=1 FRESH=1 JOBS= OUT=
	@$(PYTHON) -m experiments.anchors $(if $(FULL),--full) $(if $(FRESH),--fresh) $(if $(JOBS),--jobs $(JOBS)) \
	  $(if $(filter command line environment,$(origin OUT)),--out "$(OUT)")

show: $(READY) ## open the laboratory in the browser: CONFIG= or RESULT= PORT= ADDRESS= SET="key.sub=value ..."
	@$(PYTHON) -m abm show $(if $(RESULT),--result "$(RESULT)","$(CONFIG)") $(if $(PORT),--port "$(PORT)") \
	  $(if $(ADDRESS),--host "$(ADDRESS)") $(foreach pair,$(SET),--set '$(pair)')

status: $(READY) ## say how far a study is: OUT=
	@$(PYTHON) -m abm status "$(OUT)"

figures: $(READY) ## draw the figures of a finished run again, or its routes against another's: OUT= AGAINST=
	@$(PYTHON) -m abm figures "$(OUT)" $(if $(AGAINST),--against "$(AGAINST)")

check: $(READY) ## say what is wrong with a scenario, or that nothing is: CONFIG=
	@$(PYTHON) -m abm check "$(CONFIG)"

screenshots: $(READY) ## take the pictures of the page in docs/figures again (needs Chromium)
	@$(PYTHON) -m experiments.screenshots

levers: $(READY) ## write docs/policy-levers.md from the declarations
	@$(PYTHON) -m abm.scenario.lever_page

schema: $(READY) ## print the JSON Schema of a scenario, for editors
	@$(PYTHON) -m abm schema

test: lint types contracts ## style, types, import contracts and the fast tests: WORKERS=2
	@$(PYTHON) -m pytest -q -m "not slow" -n $(WORKERS) --dist worksteal

test-slow: $(READY) ## the tests of whole runs
	@$(PYTHON) -m pytest -q -m slow

lint: $(READY) ## style of the code (ruff)
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Some files are not formatted: make format"; exit 1; }

format: $(READY) ## write the code in the house's format
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format --quiet .

types: $(READY) ## types (mypy)
	@$(PYTHON) -m mypy --no-error-summary

contracts: $(READY) ## who may import whom (import-linter)
	@report=$$($(VENV)/bin/lint-imports --no-cache 2>&1) || { printf '%s\n' "$$report"; exit 1; }

bench: $(READY) ## measure speed and memory
	@$(PYTHON) -m experiments.benchmarks

build-world: $(READY) ## make the shipped world tables again from the source data: SOURCE=
	@$(PYTHON) -m abm build-world --source "$(SOURCE)" --out abm/world/data/real

lock: ## resolve the dependencies of pyproject.toml again into requirements.lock
	@python=$$($(FIND_PYTHON)) && "$$python" -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.cache/lock/bin/uv pip compile --quiet --upgrade --all-extras --generate-hashes \
	  --python-version 3.11 --python-platform linux --custom-compile-command "make lock" \
	  --output-file requirements.lock pyproject.toml

clean: ## remove the environment and every cache, never a result
	@rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find abm experiments tests -type d -name __pycache__ -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------ environment

# Prints the first interpreter that is 3.11 or 3.12 and can make environments, or says what is missing.
define FIND_PYTHON
found=; \
for name in $${PYTHON_COMMAND:-python3.11 python3.12 python3}; do \
  "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null || continue; \
  found=$$name; \
  "$$name" -c 'import ensurepip, venv' 2>/dev/null && { echo "$$name"; exit 0; }; \
done; \
if [ -n "$$found" ]; \
  then echo "$$found cannot make environments: install its venv module (on Debian: apt install python3-venv)." >&2; \
  else echo "Python 3.11 or 3.12 is needed and was not found (on Debian 12: apt install python3 python3-venv)." >&2; \
fi; \
exit 1
endef

$(READY): pyproject.toml requirements.lock
	@python=$$($(FIND_PYTHON)) && { echo "Installing into $(VENV) (once; a minute or two)" >&2; "$$python" -m venv $(VENV); }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
