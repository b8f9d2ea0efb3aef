# `make help` lists what there is. PYTHON=… chooses the interpreter, VENV=… the environment.
VENV ?= .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
BUILD := $(VENV)/build
CFFI_CORE = $$($(BIN)/python -c "import importlib.util as u; print('ON' if u.find_spec('cffi') else 'OFF')")
ARGS ?=

FRESH := $(BIN:$(VENV)/%=$(VENV)/fresh/%)
REPAIR := $(or $(and $(filter Windows_NT,$(OS)),delvewheel repair),$\
  $(and $(filter Darwin,$(shell uname -s)),delocate-wheel),auditwheel repair)
WHEEL = $$(ls -t dist/*.whl | head -n 1)

.NOTPARALLEL: # one environment, one pip at a time
.PHONY: help demo test test-all test-cffi test-drafts test-memory test-races races coverage bench
.PHONY: docs linkcheck lint types
.PHONY: wheel test-wheel test-wheel-bare build clean
.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo build ## take the tour: everything it needs is fetched and built first
	@$(BIN)/python -X utf8 examples/tour.py

test: $(VENV)/.dev build ## run the tests; ARGS="-k name" goes to pytest
	$(BIN)/python -m pytest -n 2 $(ARGS)

test-cffi: $(VENV)/.dev build ## run them over the CFFI core
	PYZMQ_BACKEND=cffi $(BIN)/python -m pytest -n 2 $(ARGS)

test-all: ## the same on each Python that is here; PYTHONS="/path/to/python3.13t …" adds others
	@MAKE="$(MAKE)" sh tools/test_all.sh $(PYTHONS)

test-drafts: ## the same with libzmq's draft features, built along; LIBZMQ_SOURCE=… names its source
	@ZMQ_DRAFT_API=1 $(MAKE) test VENV=$(VENV)-drafts

test-memory: build ## look for errors and leaks of the core with valgrind (Linux; a minute)
	$(BIN)/python tools/memcheck.py tests/memory/exercise.py $(ARGS)

test-races: ## look for data races of the core with ThreadSanitizer (Linux, gcc, best with python3.13t; minutes)
	@$(MAKE) races VENV=$(VENV)-races

races: $(VENV)/.test
	@CFLAGS="-g -fsanitize=thread" $(BIN)/python -m pip install -q --no-build-isolation --no-deps \
		--force-reinstall -C install.strip=false -C cmake.define.PYZMQ_CFFI=OFF .
	LD_PRELOAD=$$(cc -print-file-name=libtsan.so) TSAN_OPTIONS="suppressions=tools/tsan.supp exitcode=66 history_size=7" \
		setarch -R $(BIN)/python -m pytest -q -s -p no:xdist -k "both_ways and inproc" tests/stress $(ARGS)

coverage: ## which lines the tests run, of the Cython core as well; ARGS as of test
	@MAKE="$(MAKE)" sh tools/coverage.sh $(VENV)-coverage $(ARGS)

bench: $(VENV)/.dev build ## measure; ARGS="--help" tells how
	$(BIN)/python -m bench --ours $(BIN)/python $(ARGS)

docs: $(VENV)/.docs build ## build the documentation; docs/_build/html/index.html is its first page
	@$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build/html

linkcheck: $(VENV)/.docs build ## look whether the documentation's links lead anywhere (internet)
	$(BIN)/python -m sphinx -q -b linkcheck docs docs/_build/linkcheck

lint: $(VENV)/.dev ## check style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

# pyright --verifytypes takes the Python on PATH, whatever --pythonpath says.
types: $(VENV)/.dev build ## check the types
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	@echo "Are the types of the package complete?"
	@PATH="$(abspath $(BIN)):$$PATH" PYTHONPATH=src pyright --ignoreexternal --verifytypes zmq \
		>$(VENV)/verifytypes.txt || { grep -B 2 -A 2 error $(VENV)/verifytypes.txt; false; }
	@tail -n 4 $(VENV)/verifytypes.txt

wheel: $(VENV)/.wheel ## build an sdist, and from it a wheel that holds libzmq, into dist/
	rm -rf $(VENV)/raw
	PYZMQ_BUNDLE=1 $(BIN)/python -m build --outdir $(VENV)/raw
	PATH="$(abspath $(BIN)):$$PATH" $(REPAIR) -w dist $(VENV)/raw/*.whl
	cp $(VENV)/raw/*.tar.gz dist
	$(BIN)/python tests/wheel/archives.py dist/*

test-wheel: wheel ## the same, and try the wheel in an environment of its own
	$(BIN)/python -m venv --clear $(VENV)/fresh
	$(FRESH)/python -m pip install -q --no-index $(WHEEL)
	$(FRESH)/python tests/wheel/smoke.py

test-wheel-bare: wheel ## the same, in a Debian with nothing but Python (Linux; root)
	sh tools/bare_debian.sh $(BIN)/python $(WHEEL) tests/wheel/smoke.py

build: $(VENV)/.installed ## compile what has changed
	@$(BIN)/cmake --build $(BUILD) $(if $(filter Windows_NT,$(OS)),--config Release,-- --quiet)

clean: ## remove what was built, the virtual environment too
	rm -rf dist docs/_build $(VENV) .mypy_cache .pytest_cache .ruff_cache
	find src -name '*.so' -delete -o -name '*.pyd' -delete

# An editable install, so that Python's sources are used where they are. It compiles in $(BUILD),
# where `make build` goes on.
$(VENV)/.installed: pyproject.toml CMakeLists.txt $(wildcard cmake/*) | $(VENV)/.demo
	@echo "Building into $(VENV)"
	@$(BIN)/python -m pip install -q --no-build-isolation --no-deps -e . \
		-C build-dir=$(BUILD) -C cmake.define.PYZMQ_STRICT=ON -C cmake.define.PYZMQ_CFFI=$(CFFI_CORE)
	@touch $@

$(VENV)/.demo $(VENV)/.dev $(VENV)/.docs $(VENV)/.test $(VENV)/.wheel: $(VENV)/.%: pyproject.toml tools/bootstrap.sh
	@sh tools/bootstrap.sh $(VENV) $* $(PYTHON)
	@touch $(VENV)/.demo $@ # each group includes the demo's
