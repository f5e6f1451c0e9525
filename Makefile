# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := --disable-pip-version-check --quiet --require-hashes
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
	--all-build-deps --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: run test attack check install install-test system lock vendor docs screenshots clean

run: install  ## install, create the data directory with the reference facts, serve
	$(BIN)/lien serve --data lien-data

test: install-test system check  ## install what the tests need and run everything
	$(BIN)/pytest

attack: install-test  ## all cases of the security tables, for hours; the result is checked in
	$(BIN)/pytest tests/security --full

check: install-test  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: .venv/run
install-test: .venv/test

.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install $(LOCKED) -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/test: .venv/run requirements-test.lock
	$(BIN)/pip install $(LOCKED) -r requirements-test.lock
	touch $@

system:  ## Chromium, the fonts that pages in Chinese need, Java, Virtuoso (Debian)
	@command -v chromium >/dev/null && fc-list | grep -q 'Noto Sans CJK' \
	|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	     apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null; }
	@command -v java >/dev/null \
	|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	     apt-get install -y -qq default-jre-headless >/dev/null; }
	@command -v virtuoso-t >/dev/null && command -v isql-vt >/dev/null \
	|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	     --no-install-recommends virtuoso-opensource-7-bin >/dev/null; }

lock: install-test  ## write the hash-locked requirement files anew
	$(BIN)/pip install --quiet pip-tools
	$(COMPILE) -o requirements.lock pyproject.toml
	$(COMPILE) --extra test -o requirements-test.lock pyproject.toml

vendor:  ## build the browser bundles anew (needs Node.js); the result must not differ
	cd webapp/frontend && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs
	git diff --exit-code -- webapp/lien_webapp/static/vendor graph/lien/export/assets

docs: install  ## write the generated reference pages anew
	$(BIN)/python docs/generate.py

screenshots: install-test system  ## photograph every page in three languages, into screenshots/
	$(BIN)/python -m tests.e2e.screenshots --folder screenshots

clean:
	rm -rf .venv lien-data dist screenshots
