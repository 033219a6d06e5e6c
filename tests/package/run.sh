#!/usr/bin/env bash
# Installs the library of a build into a temporary folder, then builds and runs the consumer
# against it. Usage: run.sh BUILD_FOLDER COMPILER
set -euo pipefail
build=$1
compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/installed" --component dev >"$work/log"
if grep -rlF "${here%/tests/package}" "$work/installed" --include='*.cmake'; then
  echo 'the installed CMake package names the source tree' >&2
  exit 1
fi
cmake -S "$here/consumer" -B "$work/build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$work/installed"
cmake --build "$work/build"
"$work/build/consumer"
