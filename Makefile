# book: set up and build · test: set up and run all tests · lab: open the notebooks
# Others: brief, lint, lock, bench, peers, clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COUNTRY ?= VNM
GROUP ?=

.PHONY: book test lab brief lint lock bench peers clean

book: $(VENV)/.ready
	@$(BIN)/python tools/book.py

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 2 --dist loadfile

lab: $(VENV)/.ready
	$(BIN)/jupyter lab notebooks

brief: $(VENV)/.ready
	@$(BIN)/egdi brief --country "$(COUNTRY)" $(if $(GROUP),--group "$(GROUP)")

lint: $(VENV)/.ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Needs uv. The lock carries hashes and no addresses; environment.yml repeats its pins for conda.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	$(PYTHON) tools/environment.py > environment.yml

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/build.py

# Automatic forecasting tools on the book's origins, in an environment of their own; ten minutes.
peers:
	$(PYTHON) -m venv --clear _build/peers
	_build/peers/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	_build/peers/bin/python -m pip install --quiet --group peers
	PYTHONPATH=src _build/peers/bin/python benchmarks/peers.py

clean:
	rm -rf _build
