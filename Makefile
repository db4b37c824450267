# The commands of the house; `make` alone lists them. The virtual environment is made when it is first needed and
# brought up to date when the requirements change: its stamps carry a checksum of what was installed.

VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime-$(shell cksum < requirements.txt | tr ' ' '-')
DEV := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
LINT := DJANGO_SETTINGS_MODULE=unified_platform.settings.lint $(PY) manage.py

.DEFAULT_GOAL := help
.PHONY: help run test check seed migrate work shell messages guide-pictures outdated bench venv clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## The demo city on http://localhost:8000/ (PORT and DATABASE_URL are obeyed); Ctrl-C stops it
	@exec $(PY) manage.py run_city --with-parent

test: $(DEV) ## The tests that need no server, no browser and no real input (ARGS='-k name' for some of them)
	@$(PY) -m pytest -n auto $(ARGS)

check: $(DEV) ## Lint, format, types, layer contracts, migrations, translations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	PYTHONPATH=.:platform $(VENV)/bin/lint-imports
	$(LINT) makemigrations --check --dry-run
	$(LINT) lintmigrations --quiet ok ignore
	$(PY) -m tests.missing_messages

seed: $(RUNTIME) ## Fill an empty database with the demo city
	@$(PY) manage.py prepare_city

migrate: $(RUNTIME) ## Bring the database up to the code
	@$(PY) manage.py migrate

work: $(RUNTIME) ## A background worker of its own (make run starts one already)
	@exec $(PY) manage.py work

shell: $(RUNTIME) ## A Python shell with all models
	@$(PY) manage.py shell

messages: $(RUNTIME) ## Collect the texts to translate into locale/, and compile them (needs the package gettext)
	@command -v msgfmt > /dev/null || { echo "gettext is missing: sudo apt install gettext" >&2; exit 1; }
	@$(PY) manage.py makemessages --locale zh_Hans --no-wrap --add-location file --no-obsolete \
		--ignore '$(VENV)' --ignore tests --ignore var
	@$(PY) manage.py compilemessages --locale zh_Hans --ignore '$(VENV)'

guide-pictures: $(DEV) ## Take the pictures of the guide for editors anew, from a demo city of their own (needs Chromium)
	@$(PY) -m tests.e2e.pictures_of_the_guide

outdated: $(DEV) ## What we pin and what has moved on since
	@$(PY) -m pip list --outdated --disable-pip-version-check

bench: $(DEV) ## The measurements
	@$(PY) -m pytest -m bench $(ARGS)

venv: $(DEV) ## The virtual environment with all tools, and nothing else

clean: ## Remove the virtual environment and all caches; the data in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Finds a Python that is new enough, and a way to make an environment with it; says what to install when there is none.
$(PY):
	@rm -rf $(VENV)
	@set -e; found=; \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		have=$$(python3 --version 2> /dev/null || echo "no python3 at all"); \
		echo "Python 3.11 or newer is needed; this machine has $$have." >&2; exit 1; \
	fi; \
	echo "Making the virtual environment; this is slow only the first time."; \
	if $$found -c 'import ensurepip, venv' > /dev/null 2>&1; then $$found -m venv $(VENV); \
	elif command -v virtualenv > /dev/null; then virtualenv --quiet --python "$$found" $(VENV); \
	else \
		echo "Python's venv module is missing: sudo apt install python3-venv (or virtualenv)" >&2; exit 1; \
	fi

$(RUNTIME): $(PY)
	@$(PIP) -r requirements.txt || { echo "The packages in requirements.txt could not be installed." >&2; exit 1; }
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEV): $(PY)
	@$(PIP) -r requirements-dev.txt || { echo "The packages in requirements-dev.txt could not be installed." >&2; exit 1; }
	@rm -f $(VENV)/.dev-* $(VENV)/.runtime-* && touch $(RUNTIME) $@
