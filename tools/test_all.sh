#!/bin/sh
# test_all.sh [PYTHON...]: runs the tests on each Python that is supported and here, in an environment
# of its own, and says which are missing. What is named comes before what PATH has. One that fails keeps
# none from being tested, and is what the exit status tells of.
set -u
versions="3.11 3.12 3.13 3.13t pypy3.11"
summary=
failed=0

say() { printf '%s\n' "$*"; }

version_of() { # as in `versions`; nothing for what does not run
  "$1" -c 'import sys, sysconfig
name = "pypy" if sys.implementation.name == "pypy" else ""
free = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
print(name + "%d.%d" % sys.version_info[:2] + free)' 2>/dev/null
}

candidates() { # the programs that a version may have
  case $1 in
    pypy*) echo "$1 pypy3 pypy" ;;
    *) echo "python$1 python3 python" ;;
  esac
}

find_version() { # find_version VERSION [PYTHON...]
  wanted=$1
  shift
  for python in "$@" $(candidates "$wanted"); do
    if [ "$(version_of "$python")" = "$wanted" ]; then
      "$python" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  return 1
}

note() { summary="$summary
  $1"; }

run_tests() { # run_tests VERSION PYTHON: shows what the tests say, and keeps it in the environment
  log=.venv-$1/test.log
  mkdir -p ".venv-$1"
  { "${MAKE:-make}" test VENV=".venv-$1" PYTHON="$2" 2>&1; echo $? >"$log.status"; } | tee "$log"
  [ "$(cat "$log.status")" = 0 ]
}

outcome() { # what pytest counted, if it came to that
  grep -E '[0-9] (passed|failed|error)' ".venv-$1/test.log" | tail -n 1 | sed 's/^[= ]*/ (/; s/[= ]*$/)/'
}

for version in $versions; do
  if ! python=$(find_version "$version" "$@"); then
    note "$version: not here"
    continue
  fi
  say "Testing on $version: $python"
  if run_tests "$version" "$python"; then
    result=passed
  else
    result=failed failed=1
  fi
  note "$version: $result$(outcome "$version")"
done
say ""
say "Tests on each Python:$summary"
exit $failed
