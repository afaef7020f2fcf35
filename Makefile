# Two commands do all: `make demo` shows Segue, `make test` proves it. Both set up what they need first.
# Paths are relative throughout, so that a checkout may lie in a directory with a space in its name.

PORT ?= 8000
SERVE ?= 1
PYTEST = .venv/bin/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check test-long simulate bench pictures reference lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv with all that changing and testing Segue needs
	@scripts/setup dev

demo: ## Play one whole referral in a sample practice, then serve it (SERVE=0 ends after the story, PORT=8000)
	@scripts/setup run
ifeq ($(SERVE),0)
	@.venv/bin/segue demo --no-serve
else
	@.venv/bin/segue demo --port $(PORT)
endif

serve: ## Serve pages and worker on one port (PORT=8000)
	@scripts/setup run
	@.venv/bin/segue serve --port $(PORT)

check: ## Lint, types, layers and the tests of the rules and acts, on SQLite
	@scripts/setup dev
	@$(PYTEST) -q $(wildcard tests/house tests/rules tests/formats tests/acts)

test: ## Every test, on PostgreSQL and SQLite side by side, with a real browser
	@scripts/setup tools
	@scripts/test

test-long: ## What takes longer: 200 real kills, 100,000 hostile requests, on both databases
	@scripts/setup tools
	@for database in sqlite postgresql; do \
		FUZZ=$(or $(FUZZ),100000) FUZZ_SEED=$(or $(SEED),$$(date +%s)) $(PYTEST) -q -s --database=$$database tests/walls/test_fuzz.py && \
		$(PYTEST) -q -s --database=$$database -m long tests/kills || exit 1; \
	done

simulate: ## Play random histories and kill every act at every call, on both databases (HISTORIES=100000, SEED=1)
	@scripts/setup tools
	@for database in sqlite postgresql; do \
		HISTORIES=$(or $(HISTORIES),100000) SEED=$(or $(SEED),1) \
			$(PYTEST) -q -s --database=$$database tests/invariants || exit 1; \
	done

bench: ## Measure: each benchmark beside its yardstick, in databases of its own (NAME=loop, else all)
	@scripts/setup run
	@for name in $(or $(NAME),loop pages start record outbox import match words); do .venv/bin/segue bench $$name || exit 1; done

pictures: ## Photograph every page of a demo into var/pictures (DOCS=1 renews those of the docs)
	@scripts/setup dev
	@.venv/bin/python scripts/pictures $(if $(DOCS),--docs)

reference: ## Write the pages of docs/reference anew, from the program itself
	@scripts/setup dev
	@.venv/bin/python scripts/reference

lock: ## Resolve the dependencies in pyproject.toml anew, for every Python that Segue runs on
	@scripts/setup dev
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --group setup \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade --group setup --group dev \
		--custom-compile-command "make lock" -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Throw away .venv and what tools left; SEGUE_HOME (var/) stays
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
