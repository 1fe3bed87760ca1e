# Every command of the repository, the same words here, in README and in CI. `make help` reads this file.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# On Linux without a GPU: make chat TORCH_INDEX=https://download.pytorch.org/whl/cpu (spares gigabytes of CUDA packages)
TORCH_INDEX ?=
# Training is a third faster with it (apt install libtcmalloc-minimal4); without it LD_PRELOAD stays empty.
TCMALLOC ?= $(firstword $(wildcard /usr/lib/*/libtcmalloc_minimal.so.4))
FOOTNOTE_DATA ?= $(wildcard ../shared/data)
export FOOTNOTE_DATA

venv    := .venv/bin
sources := bot ingest prompts eval tests training docs
pip     := $(venv)/python -m pip --disable-pip-version-check install --quiet --no-compile --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup chat test test-slow check eval eval-public peers-env peers train bench bench-slack picture clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed ## build .venv with Footnote in it

chat: .venv/.installed ## talk with the bundled sample articles (or: make chat < questions.txt)
	@$(venv)/footnote ingest ingest/samples --home .footnote --prune >&2
	@$(venv)/footnote chat --home .footnote

test: .venv/.installed-dev ## the tests that CI runs
	@$(venv)/python -m pytest -q -m "not slow" --numprocesses auto --dist loadfile --no-loadscope-reorder

test-slow: .venv/.installed-dev ## every test, the long ones too
	@$(venv)/python -m pytest -q

check: .venv/.installed-dev ## ruff and mypy
	@$(venv)/ruff check $(sources)
	@$(venv)/ruff format --check $(sources)
	@$(venv)/mypy

eval: .venv/.installed-dev ## quality on the built-in set: asked, scored, held against its floors (no network)
	@$(venv)/footnote eval run samples -o eval/results/samples.jsonl --work eval/results/work --overwrite
	@$(venv)/footnote eval report eval/results/samples.jsonl --html eval/results/samples.html
	@$(venv)/footnote eval score eval/results/samples.jsonl
	@$(venv)/footnote eval gate eval/results/samples.jsonl

eval-public: .venv/.installed-dev ## quality on every public set, as eval/BASELINE.md has it (needs FOOTNOTE_DATA; an hour)
	@$(venv)/python -m eval.baseline --results eval/results --work eval/results/work

peers: .venv/.installed-dev peers-env ## other systems beside Footnote, on the same questions (needs FOOTNOTE_DATA; hours, once)
	@$(venv)/footnote eval peers --work eval/results/work

peers-env: .venv-peers/.installed ## their own environment, never a part of Footnote's

train: .venv/.installed-dev ## the reader's weights, from the public training sets (needs FOOTNOTE_DATA; hours, goes on where it was cut)
	@test -n "$(FOOTNOTE_DATA)" || { echo "say where the data sets are: make train FOOTNOTE_DATA=DIR" >&2; exit 1; }
	@test -f training/runs/data/found.jsonl || $(venv)/python -m training.reader.mine --data $(FOOTNOTE_DATA) --out training/runs/data
	@$(venv)/python -m training.reader.prepare --data $(FOOTNOTE_DATA) --out training/runs/data
	@LD_PRELOAD=$(TCMALLOC) $(venv)/python -m training.reader.train --data training/runs/data --out training/runs/reader
	@$(venv)/python -m training.reader.export --checkpoint training/runs/reader/last.pt --out training/runs/reader/reader.onnx
	@$(venv)/python -m eval.studies.reading --data $(FOOTNOTE_DATA) --onnx training/runs/reader/reader.onnx

bench: .venv/.installed-dev ## speed, as ratios against the stock recipe in the same run
	@$(venv)/python -m eval.bench

bench-slack: .venv/.installed-dev ## 200 questions in 20 threads of a Slack on loopback, at once
	@$(venv)/python tests/slack/load.py

picture: .venv/.installed-dev ## docs/chat.svg, the picture in README, from the real program
	@$(venv)/python docs/picture.py

clean: ## remove the environments and the sample library
	rm -rf .venv .venv-peers .footnote build *.egg-info

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

.venv-peers/.installed: eval/peers/requirements.txt
	@$(PYTHON) -m venv .venv-peers >&2
	@.venv-peers/bin/python -m pip install --quiet torch==2.13.0 $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) >&2
	@.venv-peers/bin/python -m pip install --quiet --requirement eval/peers/requirements.txt >&2
	@touch $@
