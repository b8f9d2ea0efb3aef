#!/bin/sh
# shellcheck disable=SC2046 # lists of packages are meant to be split
# bootstrap.sh VENV GROUP [PYTHON]: makes the virtual environment VENV with the dependency group
# GROUP, after getting from the system's package manager, when it may, what a build needs.
set -eu
venv=$1 group=$2 wanted=${3:-}
log=$venv/bootstrap.log
missing=

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
lacks() { missing="$missing
  - $*"; }

works() { command -v "$1" >/dev/null 2>&1 && "$@" >/dev/null 2>&1; }

find_python() {
  for python in ${wanted:-python3 python3.13 python3.12 python3.11 python}; do
    if works "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$python"
      return
    fi
  done
  die "${wanted:-No python3 on PATH} is not a working Python >= 3.11." \
    "Name one: make PYTHON=/path/to/python3"
}

is_313t() { # which lacks cffi and others: pyproject.toml has groups for it
  "$bin/python" -c 'import sys, sysconfig
sys.exit(not sysconfig.get_config_var("Py_GIL_DISABLED") or sys.version_info >= (3, 14))'
}
on_windows() { [ "${OS:-}" = Windows_NT ]; } # where CMake finds the compiler by itself
have_cc() { on_windows || works "${CC:-cc}" --version; }
have_cxx() { on_windows || works "${CXX:-c++}" --version; }
have_headers() {
  "$python" -c 'import pathlib, sys, sysconfig
sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())'
}
have_venv() { works "$python" -c 'import ensurepip, venv'; }
asked_for_drafts() { [ "${ZMQ_DRAFT_API:-0}" = 1 ]; }
asked_for_wheel() { [ "$group" = wheel ]; } # with libzmq and libsodium inside
asked_for_static() { [ -n "${LIBZMQ_SOURCE:-}" ] || asked_for_drafts || asked_for_wheel; }
have_libsodium() { on_windows || ! asked_for_wheel || works pkg-config --exists libsodium; }
have_libzmq() { ! asked_for_static && works pkg-config --atleast-version=4.3.2 libzmq; }
have_all() {
  have_venv && have_headers && have_cc && have_libsodium &&
    { have_libzmq || { asked_for_static && have_cxx; }; }
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# packages COMPILER HEADERS VENV LIBZMQ LIBSODIUM: those of the five whose part is missing
packages() {
  { have_cc && have_cxx; } || echo "$1"
  have_headers || echo "$2"
  have_venv || echo "$3"
  have_libzmq || echo "$4"
  have_libsodium || echo "$5"
}
apt_install() {
  version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  as_root apt-get update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    $(packages g++ "$version-dev" "$version-venv" "libzmq3-dev pkg-config" libsodium-dev)
}
dnf_install() {
  as_root dnf install -y \
    $(packages gcc-c++ python3-devel "" "zeromq-devel pkgconf-pkg-config" libsodium-devel)
}
apk_install() {
  as_root apk add \
    $(packages build-base python3-dev "" "zeromq-dev pkgconf" "libsodium-dev libsodium-static")
}
brew_install() { brew install $(packages "" "" "" "zeromq pkgconf" libsodium); }

package_manager() {
  if works brew --version; then echo brew; return; fi
  works as_root true || return 0
  for manager in apt-get dnf apk; do
    if works "$manager" --version; then echo "${manager%-get}"; return; fi
  done
}

install_missing() {
  manager=$(package_manager)
  if [ -z "$manager" ]; then
    say "No package manager may be used here (neither root, nor passwordless sudo, nor brew)."
    return
  fi
  say "Installing what a build needs with $manager: $(packages compiler headers venv libzmq libsodium | paste -sd " " -)"
  "${manager}_install" >"$log" 2>&1 || say "$manager could not: the end of $log says why"
}

check_what_is_left() {
  have_venv || lacks "venv for $python (python3-venv)"
  have_headers || lacks "Python.h for $python (python3-dev, python3-devel)"
  have_cc || lacks "a C compiler (gcc, clang)"
  have_libzmq || have_cxx ||
    lacks "libzmq >= 4.3.2 (libzmq3-dev, zeromq-devel, zeromq), or a C++ compiler to build it with"
  have_libsodium || lacks "libsodium with its headers (libsodium-dev, libsodium-devel), and pkg-config"
  [ -z "$missing" ] || die "Install what is missing, then try again:$missing"
  have_libzmq || tell_of_static_build
}

tell_of_static_build() {
  curve="with CURVE"
  works pkg-config --exists libsodium || curve="without CURVE, since there is no libsodium"
  if asked_for_drafts; then drafts=', with drafts'; else drafts=; fi
  say "libzmq is built from ${LIBZMQ_SOURCE:-its released source} and linked statically, $curve$drafts"
}

make_environment() {
  say "Installing Python packages into $venv"
  [ -e "$venv/pyvenv.cfg" ] || "$python" -m venv "$venv"
  bin=$venv/bin
  if on_windows; then bin=$venv/Scripts; fi
  "$bin/python" -m pip install -q --upgrade 'pip>=25.1' # the first to know dependency groups
  if is_313t; then group=$group-313t; fi
  "$bin/python" -m pip install -q --prefer-binary --group "$group" # some build for an hour
}

mkdir -p "$venv"
python=$(find_python)
have_all || install_missing
check_what_is_left
make_environment
