# book: set up and build · test: set up and run all tests · lab: open the notebooks
# Others: brief, report, pdf, site, release, catalogue, lint, lock, bench, peers, mutants, kills, clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COUNTRY ?= VNM
GROUP ?=
PLACE ?=
LANGUAGE ?= vi

.PHONY: book test lab brief report pdf site release catalogue lint lock bench peers mutants kills clean

# Of Viet Nam in ASEAN; about another country: make book COUNTRY=THA GROUP=ASEAN PLACE=3
ABOUT := $(if $(filter command line,$(origin COUNTRY)),--country "$(COUNTRY)" --group "$(or $(GROUP),ASEAN)" --place $(or $(PLACE),4))

book: $(VENV)/.ready
	@$(BIN)/python tools/book.py $(ABOUT)

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lab: $(VENV)/.ready
	$(BIN)/jupyter lab notebooks

brief: $(VENV)/.ready
	@$(BIN)/egdi brief --country "$(COUNTRY)" $(if $(GROUP),--group "$(GROUP)") $(if $(PLACE),--target-place "$(PLACE)") $(if $(filter command line,$(origin LANGUAGE)),--language $(LANGUAGE))

# Collects what readers read; says what is left to translate.
catalogue: $(VENV)/.ready
	@$(BIN)/python tools/catalogue.py || true

# The whole book as PDF, from the built pages; needs Chromium.
pdf: book
	@$(BIN)/python tools/pdf.py

# What is published: the pages, with the books beside them and linked.
site: book
	@$(BIN)/python tools/release.py site

release: book
	@$(BIN)/python tools/release.py

report: $(VENV)/.ready
	@$(BIN)/egdi report $(or $(QUARTER),$(YEAR)) --language $(LANGUAGE) $(if $(filter command line,$(origin COUNTRY)),--country "$(COUNTRY)") $(if $(COMPARE),--compare $(COMPARE))

lint: $(VENV)/.ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Needs uv. The lock carries hashes and no addresses; environment.yml repeats its pins for conda,
# DEPENDENCIES.md says of each package its licence and why it is there.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	$(PYTHON) tools/environment.py > environment.yml
	$(MAKE) $(VENV)/.ready
	$(BIN)/python tools/dependencies.py > DEPENDENCIES.md

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/build.py

# Automatic forecasting tools on the book's origins, in an environment of their own; ten minutes.
peers:
	$(PYTHON) -m venv --clear _build/peers
	_build/peers/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	_build/peers/bin/python -m pip install --quiet --group peers
	PYTHONPATH=src _build/peers/bin/python benchmarks/peers.py

# Small faults planted one at a time: do the tests notice? An hour; ROOM=ranks does one room.
ROOM ?=
mutants: $(VENV)/.ready
	$(BIN)/python tools/mutants.py $(ROOM)

# Kills what writes the record 240 times and the build 20 times, in copies: is all whole? An hour.
kills: $(VENV)/.ready
	$(BIN)/python tests/kills.py --commands 240 --builds 20

clean:
	rm -rf _build
