# make chat   start the page on this machine          make lab    read and change the notebooks
# make test   every test, in an environment of its own make check  everything that a change has to pass
# make bench  measure it beside other programs         make teach  teach it thirty facts, and see what it keeps
VENV   ?= .venv
PYTHON ?= python3
PY     := $(VENV)/bin/python

.PHONY: chat test lab export tidy check run bench teach clean

chat: $(VENV)/.chat
	$(VENV)/bin/nanochat serve $(ARGS)

test: $(VENV)/.dev
	$(PY) -m pytest $(ARGS)

lab: $(VENV)/.lab
	$(PY) -m jupyterlab nbs --LabApp.default_url=/lab/tree/README.md $(ARGS)

export: $(VENV)/.dev
	$(PY) tools/export.py

tidy: $(VENV)/.dev
	$(PY) tools/tidy.py

check: $(VENV)/.dev
	$(PY) tools/tidy.py --check
	$(PY) tools/export.py --check
	$(PY) tools/check.py
	$(PY) -m pytest -q

# make run executes all notebooks, make run NB=03_finetune one, make run NB=--check says which would show something else
run: $(VENV)/.dev
	$(PY) tools/run.py $(NB)

# half an hour, of which ten minutes build llama.cpp for this machine, once; make bench ARGS='--only embedded' is quicker
bench: $(VENV)/.bench
	$(PY) -m nanochat.benchmarks --out nbs/benchmarks.json $(ARGS)

# four minutes on two cores; make teach ARGS='--preset lora'
teach: $(VENV)/.dev
	$(PY) tools/teach_in.py $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache
	find nanochat tests tools nbs \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

$(PY):
	$(PYTHON) -m venv $(VENV)

# a stamp tells what is installed, so that nothing is installed twice
$(VENV)/.chat: pyproject.toml | $(PY)
	$(PY) -m pip install -q -e .
	touch $@

$(VENV)/.lab: pyproject.toml | $(PY)
	$(PY) -m pip install -q -e ".[notebook]"
	touch $(VENV)/.chat $@

$(VENV)/.dev: pyproject.toml | $(PY)
	$(PY) -m pip install -q -e ".[dev]"
	touch $(VENV)/.chat $(VENV)/.lab $@

$(VENV)/.bench: pyproject.toml | $(PY)
	$(PY) -m pip install -q -e ".[bench]" || $(PY) -m pip install -q -e . "transformers>=4.56" "ctranslate2>=4.5"
	touch $(VENV)/.chat $@
