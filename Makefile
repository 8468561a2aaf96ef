# Two commands on a fresh machine: `make demo` shows it, `make test` proves it.
# Needed beforehand: git, make and python3 (3.11 or newer) with venv. Everything else is fetched, locked by hash.

BIN := .venv/bin
DONE := .venv/done
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

# What Python compiled is kept, and not beside the code: a test run starts hundreds of processes, and each would
# compile all it imports where PYTHONDONTWRITEBYTECODE is set.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check faults faults-short csv matrix gallery bench bench-ingest bench-deliver bench-pull bench-inbox bench-files bench-sso weigh-pages size format schemas lock clean
.DELETE_ON_ERROR:

demo: $(DONE)/runtime
	@exec $(BIN)/citizen-profile demo

test: $(DONE)/node
	@tools/test

check: $(DONE)/node $(DONE)/header
	@$(BIN)/python -m tools.check

faults-short: $(DONE)/node
	@tools/need postgresql faketime || [ $$? -eq 3 ]
	@tools/run-tests "faults"

# The same, large: by hand, on a machine with nothing else to do.
faults: $(DONE)/node
	@tools/need postgresql faketime || [ $$? -eq 3 ]
	@CITIZEN_PROFILE_TEST_SIZE=long tools/run-tests "faults"

# A file of 100,000 rows with 300 bad ones, mended and sent again; as long.
csv: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@CITIZEN_PROFILE_TEST_SIZE=long $(BIN)/pytest tests/journeys/test_csv.py -k test_file_with_errors

matrix: $(DONE)/node
	@tools/need postgresql chromium fonts-liberation firefox-esr webkit2gtk-driver xvfb nginx-light || [ $$? -eq 3 ]
	@CITIZEN_PROFILE_TEST_MATRIX=1 tools/run-tests "not faults and (partitioned or matrix and not smoke)"

bench: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks

# Rows a second of bulk beside raw asyncpg, taking turns in one run.
bench-ingest: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.ingest

# From accepted to sent: alone, a hundred a second, and beside a bulk of 50,000.
bench-deliver: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.deliver

# By how much a list misses the budget of its sources: fifty of them, five of which hang.
bench-pull: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.pull

# What page 200 of a list costs beside the first: a citizen with 10,000 notifications, on both databases.
bench-inbox: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.inbox

# What page 500 of a list of files costs beside the first: an enterprise with 100,000 files, on both databases.
bench-files: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.files

# What each page of the demo weighs on the wire, and how soon its largest part is seen, in Chromium.
weigh-pages: $(DONE)/node
	@tools/need chromium || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.pages

# Pictures of every state, to look at: docs/gallery/.
gallery: $(DONE)/test
	@tools/need chromium || [ $$? -eq 3 ]
	@$(BIN)/python -m tests.gallery

# Logins a second and core beside npm oidc-provider, taking turns in one run.
bench-sso: $(DONE)/node
	@tools/need postgresql || [ $$? -eq 3 ]
	@$(BIN)/python -m benchmarks.sso

# What the header weighs, as browsers load it (brotli).
size: $(DONE)/header
	@$(BIN)/python -m tools.size

format: $(DONE)/test
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

# Commit to the schemas that the code composes now.
schemas: $(DONE)/test
	@$(BIN)/python -m tools.checks.schemas write

# Take the newest versions that pyproject.toml and requirements/*.in allow.
lock: $(DONE)/venv
	@tools/lock

clean:
	rm -rf .venv var build dist

# ------------------------------------------------------------- what is installed, each step once
$(DONE)/venv: requirements/uv.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@echo "Making the virtual environment .venv ..."
	@python3 -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@mkdir -p $(DONE) && touch $@

$(DONE)/runtime: requirements/runtime.txt pyproject.toml $(DONE)/venv
	@echo "Installing what the region runs on ..."
	@$(UV) --require-hashes -r $<
	@$(UV) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/test: requirements/test.txt $(DONE)/runtime
	@echo "Installing what tests and checks need ..."
	@$(UV) --require-hashes -r $<
	@tools/link-node
	@touch $@

$(DONE)/node: tests/node/package-lock.json $(DONE)/test
	@echo "Installing the oracles for Node ..."
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --prefix tests/node
	@touch $@

$(DONE)/header: embed_header/package-lock.json $(DONE)/test
	@echo "Installing the header's compiler ..."
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --prefix embed_header
	@touch $@
