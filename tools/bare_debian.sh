#!/bin/sh
# bare_debian.sh PYTHON WHEEL PROGRAM: installs the wheel and runs the program in a Debian that has
# Python and next to nothing else, of the release whose Python is PYTHON's. It needs root and
# debootstrap; the Debian is kept in the user's cache.
set -eu
python=$1 wheel=$2 program=$3
die() { printf '%s\n' "$*" >&2; exit 1; }

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
case $version in
  3.11) release=bookworm ;;
  3.13) release=trixie ;;
  *) die "No Debian has Python $version; take 3.11 or 3.13" ;;
esac
[ "$(id -u)" = 0 ] || die "This must run as root: it makes a root directory of its own"
command -v debootstrap >/dev/null || die "There is no debootstrap"

root=${XDG_CACHE_HOME:-$HOME/.cache}/pyzmq/$release
if [ ! -e "$root/.complete" ]; then
  rm -rf "$root"
  mkdir -p "$root"
  debootstrap --variant=minbase --include=python3,python3-venv "$release" "$root" >"$root.log" ||
    die "debootstrap failed; see $root.log"
  touch "$root/.complete"
fi

rm -rf "$root/try"
mkdir "$root/try"
cp "$wheel" "$program" "$root/try"
# The mount is seen in here only, and ends with it.
unshare --mount sh -euc '
  mount -t proc proc "$1/proc"
  chroot "$1" sh -euc "
    cd /try
    python3 -m venv venv
    venv/bin/python -m pip install -q --no-index *.whl
    venv/bin/python *.py"
' sh "$root"
