# Two commands matter: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$(VENV) $(BIN)/uv
LOCKING := --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --quiet
# The `marketplace` command, run from this very checkout.
COMMAND = printf '\#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom marketplace.cli import main\nsys.exit(main())\n' \
	"$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $(BIN)/marketplace && chmod +x $(BIN)/marketplace
SOURCES := marketplace seeds migrations tests bench

.PHONY: run test check lint format lock bench clean browser

run: $(VENV)/.ready-to-run
	@$(BIN)/python -m compileall -q marketplace seeds
	@exec $(BIN)/python -m marketplace.cli run

test: $(VENV)/.ready-to-test browser
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 --dist loadgroup -q

check: $(VENV)/.ready-to-test lint
	$(BIN)/pytest -q tests/kit tests/architecture tests/migrations

lint: $(VENV)/.ready-to-test
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/pyright marketplace

format: $(VENV)/.ready-to-test
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: $(VENV)/.ready-to-test
	@$(BIN)/python -m bench

lock: $(VENV)/.tools
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile pyproject.toml --group test --group lint $(LOCKING) --upgrade -o requirements-dev.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile pyproject.toml -c requirements-dev.lock $(LOCKING) --upgrade -o requirements.lock

# A browser for the tests: the one that is there, else the distribution's, else Playwright's own.
browser: $(VENV)/.ready-to-test
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 \
	 || { command -v apt-get >/dev/null 2>&1 && (apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk) >/dev/null 2>&1; } \
	 || $(BIN)/playwright install chromium

$(VENV)/.tools:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.8
	@touch $@

$(VENV)/.ready-to-run: $(VENV)/.tools requirements.lock
	@test -e $(VENV)/.ready-to-test || $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@$(COMMAND)
	@touch $@

$(VENV)/.ready-to-test: $(VENV)/.tools requirements-dev.lock
	$(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock
	@$(COMMAND)
	@touch $@

clean:
	rm -rf $(VENV) var .pytest_cache .ruff_cache
