# `make` prints this page. Every target does its own set-up; nothing has to be installed first
# but Python 3.11 or later and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
PY := $(BIN)/python
LANGUAGES := fa uk ru ar zh_Hans
COMPILE := from pathlib import Path; from ninefold.site.catalogues import compile_stale; \
	compile_stale(folders=Path('src/ninefold').glob('*/locale'))

# How many tests at a time, and what to add to pytest's command line: make test ARGS="-k nps".
WORKERS ?= 2
ARGS ?=
PARALLEL := -n $(WORKERS) --dist loadfile
QUICK := -m "not kills and not bench"
# What touches rows, on the other database once more. Who may open which route is decided above it; pages
# and notebooks that only read facts read the same files; bad files are refused before any row is written; what the
# command line says is the same; and real sets are looked at: all of them take minutes.
ON_POSTGRES := --rows $(addprefix --ignore=tests/,test_gallery.py site/test_routes.py site/test_other_organisations.py) \
	$(addprefix --ignore=tests/,site/notebook site/commands/test_import_command.py demo/example/test_views.py) \
	$(addprefix --ignore=tests/,stories/test_bad_files_end_in_a_clear_sentence.py) \
	$(addprefix --ignore=tests/understand/,changes comparisons drivers explorer journey_health reports)
# The kills are about writing, which is the same whatever reads.
ON_SPARK := tests/engine --ignore=tests/engine/test_kill.py

LOCK := $(BIN)/../lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

##@ Use it
.PHONY: demo serve data
demo: setup ## make and serve an invented company on 127.0.0.1:8000 and print the link to sign in
	@$(BIN)/ninefold demo

serve: setup ## serve your own installation (its data lie in var/, or where NINEFOLD_HOME says)
	@$(BIN)/ninefold serve

data: setup ## say which of the real data sets that some tests read are at hand
	@$(PY) tests/data_at_hand.py

##@ Prove it
# Hundreds of tests start the product as a process of its own: compiled once, not again by each of them.
test: export PYTHONDONTWRITEBYTECODE :=

.PHONY: test test-spark check lint types contracts kills bench simulate coverage gallery
test: check ## everything: checks, all tests on SQLite, the database's tests again on PostgreSQL
	$(PY) -m pytest $(PARALLEL) $(QUICK) $(ARGS)
	$(PY) tests/with_postgres.py -- $(PARALLEL) -m "not kills and not bench and not browser" $(ARGS) $(ON_POSTGRES)

test-spark: setup-spark ## what any engine must pass, on a Spark cluster of two workers that runs meanwhile
	$(PY) tests/with_spark.py -- $(QUICK) $(ARGS) $(ON_SPARK)

check: setup-test ## style, types and import contracts, no test run
	@$(MAKE) --jobs 2 --output-sync=target --no-print-directory types contracts lint

lint: setup-test ## style (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-test ## types (mypy, strict)
	$(BIN)/mypy

contracts: setup-test ## who may import whom (import-linter)
	$(BIN)/lint-imports

kills: setup-test ## the long kill tests: processes ended at hundreds of moments, nothing lost or doubled
	$(PY) -m pytest -m kills $(ARGS)

bench: setup-bench ## speed and memory, with the peer in the same run
	@for script in $(sort $(wildcard benchmarks/bench_*.py)); do echo "== $$script"; $(PY) "$$script" $(ARGS) || exit; done

simulate: setup-test ## how often each 95 % interval holds the truth, at the designs named in docs/methods
	@for script in $(sort $(wildcard benchmarks/coverage/*.py)); do echo "== $$script"; $(PY) "$$script" $(ARGS) || exit; done

seeds: setup-test ## a hundred small demo companies: what is planted is found, and silence where nothing is
	$(PY) benchmarks/seeds_demo.py $(ARGS)

gallery: setup-test ## public data sets brought in, looked at in a browser, their pictures and numbers (docs/gallery.md)
	$(PY) benchmarks/gallery.py $(ARGS)

coverage: setup-test ## which lines and branches no test reaches
	$(PY) -m pytest $(PARALLEL) $(QUICK) --cov --cov-report=term $(ARGS)

##@ Work on it
.PHONY: setup setup-test setup-spark setup-bench format messages migrations lock clean help
setup: ## .venv with the locked packages, catalogues compiled (quick when nothing changed)
	@.ci/setup plain
	@$(PY) -c "$(COMPILE)"

setup-bench: setup-test ## the same with what the peers of the benchmarks need
	@.ci/setup bench

setup-spark: setup-test ## the same with PySpark, and from Debian Java 17
	@.ci/setup spark

setup-test: ## the same with test tools, and from Debian: browser, fonts, gettext, PostgreSQL
	@.ci/setup test
	@$(PY) -c "$(COMPILE)"

format: setup-test ## lay out the source as `make lint` wants it
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: setup-test ## collect the texts to translate, and say what is not translated yet
	cd src/ninefold && NINEFOLD_HOME="$(CURDIR)/var" ../../$(BIN)/django-admin makemessages --settings ninefold.site.settings \
		--add-location file --no-obsolete $(addprefix -l ,$(LANGUAGES))
	@for po in src/ninefold/*/locale/*/LC_MESSAGES/*.po; do \
		echo "$$po: $$(msgfmt --statistics -o /dev/null "$$po" 2>&1)"; done

migrations: setup ## write the migrations that the models ask for
	$(BIN)/django-admin makemigrations --settings ninefold.site.settings

lock: setup ## lock the packages anew: hashes, no addresses; the newest that pyproject.toml allows
	@test -x .venv/lock/bin/pip-compile || { $(PY) -m venv .venv/lock && .venv/lock/bin/pip install -q pip-tools; }
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade -o requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade --extra test -c requirements.lock -o requirements-test.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade --extra test --extra bench -c requirements-test.lock -o requirements-bench.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade --extra spark -c requirements-test.lock -o requirements-spark.lock pyproject.toml
	@! grep -nE '://|^-|(^|[ "])/' requirements*.lock || { echo "An address stands in a lock."; exit 1; }

clean: ## remove what was built; the data in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
	find src tests -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

help: ## print this page
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
