# The two commands of the README are `make demo` and `make test`.
CARGO ?= cargo
PYTHON ?= python3
VENV := target/test-venv
export CARGO_TERM_COLOR ?= auto

.PHONY: help demo tour test check deny bench conformance install-test-tools postgres mosquitto nginx peers pods agents browser browser-tools screenshots clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: pods-if-node ## Build and run the demo city (ARGS="--data DIR --ports-from N --json")
	$(CARGO) run --quiet --locked -p fiducia -- demo $(ARGS)

tour: pods-if-node ## Walk the demo city's story in the terminal
	$(CARGO) run --quiet --locked -p fiducia -- demo --tour

test: install-test-tools check ## Install what tests need and run everything
	FIDUCIA_DATASETTE="$(CURDIR)/$(VENV)/bin/datasette" FIDUCIA_TEST_PYTHON="$(CURDIR)/$(VENV)/bin/python" \
	  $(CARGO) test --locked --workspace --no-fail-fast
	$(MAKE) browser

browser: browser-tools ## The pages in a real Chromium (after a build)
	cd tests/browser && FIDUCIA="$(CURDIR)/target/debug/fiducia" node --test --test-reporter=spec --test-concurrency=1 .

screenshots: browser-tools ## Every page, light and dark, wide and narrow, into screenshots/
	$(CARGO) build --locked -p fiducia
	cd tests/browser && FIDUCIA="$(CURDIR)/target/debug/fiducia" node screenshots.mjs "$(CURDIR)/screenshots"

check: ## Formatting and lints
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

deny: ## Licences, bans and duplicates of the dependencies (offline)
	@command -v cargo-deny >/dev/null || { echo "install it first: cargo install --locked cargo-deny"; exit 1; }
	$(CARGO) deny --offline --locked check licenses bans sources

conformance: ## Write docs/conformance.md from the tests that are there
	$(CARGO) run --quiet -p conformance --example report

bench: nginx ## Measure, in a release build, beside peers in the same run
	bash benches/run.sh

nginx:
	@ls /usr/sbin/nginx >/dev/null 2>&1 || $(call debian,to measure beside,nginx-light)

install-test-tools: postgres mosquitto peers pods agents browser-tools ## What tests need from Debian, PyPI and npm

# $(call debian,what for,packages): installs Debian packages, or says which are missing.
define debian
{ echo "installing $(2) ($(1))"; \
  if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
  $$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq --no-install-recommends $(2) >/dev/null \
  || { echo "could not install it; run: apt-get install $(2)"; exit 1; }; }
endef

postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(call debian,for the storage tests,postgresql)

mosquitto:
	@ls /usr/sbin/mosquitto >/dev/null 2>&1 && command -v mosquitto_sub >/dev/null || $(call debian,for the tests of MQTT,mosquitto mosquitto-clients)

browser-tools: tests/browser/node_modules/.ready
	@command -v chromium >/dev/null || $(call debian,for the tests of the pages,chromium fonts-dejavu-core)

pods: tests/solid/node_modules/.ready

# The demo city has people's own pods where Node.js is; without it, or without a network, it goes on without them.
.PHONY: pods-if-node
pods-if-node:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory pods || echo "going on without people's own pods"; fi

agents: tests/iotagent/node_modules/.ready

# $(call node,what for): installs Node.js, or says that what is there is too old.
define node
{ command -v npm >/dev/null || $(call debian,$(1),nodejs npm); } && \
  { node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' || { echo "Node.js 20 or newer is needed (Debian 13 has it)"; exit 1; }; }
endef

tests/%/node_modules/.ready: tests/%/package-lock.json
	@$(call node,for the tests in tests/$*)
	@echo "installing what tests/$* uses (npm)"
	@cd tests/$* && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

peers: $(VENV)/.ready

$(VENV)/.ready: tests/requirements.txt tests/requirements-no-deps.txt
	@echo "installing the peers that tests run against (PyPI)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3 with venv is needed; run: apt-get install python3-venv"; exit 1; }
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps -r tests/requirements-no-deps.txt
	@touch $@

clean: ## Remove what was built
	$(CARGO) clean
