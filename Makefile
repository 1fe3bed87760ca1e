# Every command of the repository, the same words here, in README and in CI. `make help` reads this file.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# On Linux without a GPU: make chat TORCH_INDEX=https://download.pytorch.org/whl/cpu (spares gigabytes of CUDA packages)
TORCH_INDEX ?=
FOOTNOTE_DATA ?= $(wildcard ../shared/data)
export FOOTNOTE_DATA

venv    := .venv/bin
sources := bot ingest prompts eval tests training
pip     := $(venv)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup chat test test-slow check eval bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed ## build .venv with Footnote in it

chat: .venv/.installed ## talk with the bundled sample articles (or: make chat < questions.txt)
	@$(venv)/footnote ingest ingest/samples --home .footnote --prune >&2
	@$(venv)/footnote chat --home .footnote

test: .venv/.installed-dev ## the tests that CI runs
	@$(venv)/python -m pytest -q -m "not slow"

test-slow: .venv/.installed-dev ## every test, the long ones too
	@$(venv)/python -m pytest -q

check: .venv/.installed-dev ## ruff and mypy
	@$(venv)/ruff check $(sources)
	@$(venv)/ruff format --check $(sources)
	@$(venv)/mypy

eval: .venv/.installed-dev ## retrieval quality on public data sets, beside the stock recipe (needs FOOTNOTE_DATA)
	@$(venv)/python -m eval.studies.retrieval

bench: .venv/.installed-dev ## speed, as ratios against the stock recipe in the same run
	@$(venv)/python -m eval.bench

clean: ## remove .venv and the sample library
	rm -rf .venv .footnote build *.egg-info

# torch first and by itself: the one package whose right build depends on the machine.
.venv/.installed: pyproject.toml constraints.txt
	@echo "setting up .venv (a few minutes, once)" >&2
	@test -n "$(PYTHON)" || { echo "footnote needs Python 3.11: install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "footnote needs Python 3.11, $(PYTHON) is older" >&2; exit 1; }
	@$(PYTHON) -m venv .venv >&2
	@$(pip) torch $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) >&2
	@$(pip) --editable . >&2
	@touch $@

.venv/.installed-dev: .venv/.installed
	@$(pip) --editable '.[dev]' >&2
	@touch $@
