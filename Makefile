# `make demo` and `make test` need Python 3.11 or later, pip and make; they make their own environment in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := .ci/constraints.txt

.PHONY: demo test check unit model gate bench fuzz cost reference notebooks lock clean

demo: $(VENV)/.installed
	@mkdir -p out
	$(BIN)/bantin label corpus/samples -o out/samples.jsonl --overwrite --show 18
	@for file in corpus/samples/khong-dau.txt corpus/samples/trang-bao-3.html; do \
		echo; echo "$$ bantin predict $$file --explain"; $(BIN)/bantin predict $$file --explain || exit 1; done

test: check unit

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto --dist loadfile

# Rebuild the model that ships, bit for bit; needs the real news sets in ../shared.
model: $(VENV)/.installed-dev
	$(BIN)/bantin train --config models/default.toml -o models/default --overwrite --against none

gate: $(VENV)/.installed-dev
	$(BIN)/python -m tests.quality.gate

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks.bench

# Half an hour of generated texts, broken files, kills and full disks; `make unit` has a minute of it.
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.robustness.fuzz --texts 200000 --files 150 --kills 100 --full-disks 30 --streams
	$(BIN)/python -m tests.robustness.desk --kills 60

# Seconds and memory a byte of texts that repeat one piece, against ordinary text.
cost: $(VENV)/.installed-dev
	$(BIN)/python -m tests.robustness.cost

reference: $(VENV)/.installed-dev
	$(BIN)/python -m tests.reference

# Execute the notebooks in place; with the real news sets in ../shared when they are there.
notebooks: $(VENV)/.installed-dev
	$(BIN)/python -m notebooks.run

# Take the newest versions that pyproject.toml allows into the lock.
lock:
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet -e '.[dev]'
	$(BIN)/pip freeze --exclude-editable > $(LOCK)

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml nlp/version.py .ci/hatch_build.py nlp/text/_compiled.c $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "bantin needs Python 3.11 or later, and $(PYTHON) is older: make PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) -e '.[dev]'
	@touch $@
