# fazhi-warehouse: `make help` lists what there is. All state lives in .fazhi/ (ignored by git).
.DEFAULT_GOAL := help
SHELL := /bin/bash
STATE := .fazhi
VENV := $(STATE)/venv
BIN := $(VENV)/bin
SUPERSET := $(STATE)/superset-venv
COMPILER := $(STATE)/compile-venv
DOCS := $(STATE)/docs-venv
export UV_LINK_MODE ?= copy
# As pip does: a certificate that the machine trusts is trusted.
export UV_SYSTEM_CERTS ?= 1
# Airflow imports a thousand modules in each process: without byte code every task would compile them again.
unexport PYTHONDONTWRITEBYTECODE
export AIRFLOW_HOME ?= $(CURDIR)/$(STATE)/airflow-tests

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@scripts/make-venv $(VENV)

$(VENV)/.default: requirements/bootstrap.txt requirements/default.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing pinned requirements into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/default.txt
	@$(BIN)/uv pip install -q -p $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.default requirements/dev.txt
	@$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: install
install: $(VENV)/.default ## Build the environment only

# An environment of its own for each requirements file that shares no packages with ours; these run our package, too.
WITH_OURS := deploy openlineage
$(WITH_OURS:%=$(STATE)/%-venv/.installed): pyproject.toml

$(STATE)/%-venv/.installed: requirements/%.txt | $(VENV)/.default
	@$(BIN)/uv venv -q --allow-existing -p $(BIN)/python $(@D)
	@$(BIN)/uv pip install -q -p $(@D)/bin/python --require-hashes -r $<
	@$(if $(filter $*,$(WITH_OURS)),$(BIN)/uv pip install -q -p $(@D)/bin/python --no-deps --no-build-isolation -e .)
	@touch $@

.PHONY: compile
compile: $(COMPILER)/.installed ## Compile parser and extractor (needs a C compiler, takes minutes): the same figures in less time
	@PYTHONPATH=include $(COMPILER)/bin/python -m fazhi_compile

.PHONY: run
run: $(VENV)/.default ## One night on the sample province: crawl, load, score in real Airflow (ONLY=990221,... for some counties)
	@$(BIN)/python -m fazhi_local run $(if $(ONLY),--only $(ONLY))

.PHONY: up
up: $(VENV)/.default ## Start Airflow, PostgreSQL and the sample sites; they stay up
	@$(BIN)/python -m fazhi_local up

$(SUPERSET)/.installed: requirements/superset.txt | $(VENV)/.default
	@NEWEST=3.12 TARGET=superset scripts/make-venv $(SUPERSET)  # of numpy 1.26 there is nothing for 3.13
	@$(BIN)/uv pip install -q -p $(SUPERSET)/bin/python --require-hashes -r requirements/superset.txt
	@touch $@

.PHONY: superset
superset: $(VENV)/.default $(SUPERSET)/.installed ## Start Apache Superset with its dashboards on the warehouse of this machine
	@$(BIN)/python -m fazhi_local superset

.PHONY: down
down: ## Stop what `make up` started
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m fazhi_local down; else echo "Nothing is installed, so nothing runs."; fi

.PHONY: clean
clean: down ## Stop everything and delete all local state: databases, archive, environment
	@rm -rf $(STATE) && echo "Deleted $(STATE)/."

.PHONY: lint
lint: $(VENV)/.dev ## Check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

.PHONY: test
test: lint ## The test suite: Python packages alone, loopback only
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: test-full
test-full: $(VENV)/.dev ## Also what needs Debian packages: PostgreSQL 15, the pages in chromium, containers by hand, Superset
	@scripts/test-full $(BIN)

.PHONY: test-long
test-long: $(VENV)/.dev ## Full counts of kills and mutations (on demand)
	@FAZHI_TEST_LONG=1 $(BIN)/python -m pytest -m counted --timeout=3600

.PHONY: eval
eval: $(VENV)/.default ## Judge the extractor on every gold set present
	@$(BIN)/fazhi evaluate

# Their bars are those of the compiled extractor. Without a C compiler they measure the sources, and their notes say so.
MEASURED_COMPILED := extract_speed page_speed
COMPILES := $(if $(filter-out $(MEASURED_COMPILED),$(NAME)),,yes)

.PHONY: bench
bench: $(VENV)/.default $(if $(COMPILES),$(COMPILER)/.installed) ## Speed against peers: NAME=extract_speed for one, SIZE= and TURNS= for a smaller run
	@$(if $(COMPILES),PYTHONPATH=include $(COMPILER)/bin/python -m fazhi_compile || true)
	@$(BIN)/python -m benchmarks $(NAME) $(if $(SIZE),--size $(SIZE)) $(if $(TURNS),--turns $(TURNS))

.PHONY: docs
docs: $(DOCS)/.installed ## Build the documentation site into .fazhi/docs; a warning is an error
	@$(DOCS)/bin/python -m sphinx -q -W --keep-going -n -E -b html docs $(STATE)/docs
	@echo "Open $(STATE)/docs/index.html"

.PHONY: reference
reference: $(VENV)/.default ## Write what of the documentation comes from the code: commands, YAML files, DAGs, settings
	@$(BIN)/python -m fazhi_docs

.PHONY: plans
plans: $(VENV)/.dev ## Write docs/reference/mart-plans.md: fills a warehouse and asks for the plan of each mart
	@$(BIN)/python -m benchmarks.mart_plans

.PHONY: screenshots
screenshots: $(VENV)/.dev $(SUPERSET)/.installed ## Take the pictures of the README and of Superset in chromium (installs both)
	@scripts/debian-packages chromium fonts-noto-cjk
	@$(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/browser.txt
	@$(BIN)/python -m tests.browser.screenshots docs/images
	@$(BIN)/python -m tests.superset.screenshots docs/images

.PHONY: lock
lock: $(VENV)/.dev ## Resolve requirements/*.txt again from pyproject.toml (maintainers)
	@scripts/lock $(BIN)
