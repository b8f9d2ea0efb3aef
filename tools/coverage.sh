#!/bin/sh
# coverage.sh VENV [PYTEST_ARGUMENT...]: tells which lines the tests run, those of the compiled core
# included. That core is another than the usual one, so it is built from a copy of the tree, in the
# environment VENV.
set -eu
mkdir -p "$1"
venv=$(cd "$1" && pwd)
shift
tree=$venv/tree
rm -rf "$tree" "$venv/html"
mkdir "$tree"
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$tree" # times of files are kept: see make
cd "$tree"

CMAKE_ARGS="-DPYZMQ_COVERAGE=ON" "${MAKE:-make}" "$venv/.dev" build VENV="$venv"
# Cython.Coverage looks for the C beside each source; those of the core are one module.
for source in src/zmq/backend/cython/*.pyx; do
  ln -s "$venv/build/_zmq.c" "${source%.pyx}.c"
done
ln -s "$venv/build/_exporter.c" src/zmq/backend/cffi

# Whether tests pass is for `make test` to say. Telling coverage.py of a line runs Python, so what the
# core does at one go other threads and Ctrl-C can interrupt here: tests of these are left out.
run() {
  "$venv/bin/python" -m coverage run -m pytest -q -n 2 --timeout 120 "$@" || true
}

export COVERAGE_CORE=ctrace # what understands the plugin
run -k "not ctrl_c and not holds_up_no_child" --ignore tests/stress --ignore tests/sugar/test_interrupt.py \
  --ignore tests/sugar/test_signals.py "$@"
PYZMQ_BACKEND=cffi run -k "not holds_up_no_child" tests/contract tests/sugar tests/proxy tests/devices "$@"

python() { "$venv/bin/python" -m coverage "$@"; }
python combine -q
python html -q -d "$venv/html"
python report --skip-covered --skip-empty
echo "The compiled core:"
python report --include='*.pyx' --format=total
echo "Python; CONTRIBUTING.md tells of the rest:"
python report --include='*.py' --format=total --fail-under=95
echo "Line by line: $venv/html/index.html"
