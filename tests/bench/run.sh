#!/usr/bin/env bash
# Measures Fleetwire beside Socket.IO on Node and writes RESULTS.md and results.svg beside itself.
# Usage: run.sh BUILD_FOLDER [options]; --help lists them. `./dev bench` builds, then calls this.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
. tools/dev/lib.sh
[ $# -ge 1 ] && [ -d "$1" ] || die 'The first argument is the folder of a release build.'

# better-sqlite3 is compiled when it is installed. Without the headers of this Node beside it, its
# build tool asks nodejs.org for them.
find_node_headers() {
  local prefix
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  if [ -z "${npm_config_nodedir:-}" ] && [ -f "$prefix/include/node/node.h" ]; then
    export npm_config_nodedir=$prefix
  fi
}

need_peer() {
  find_node_headers
  if ! (need_modules "$1") || ! loads_sqlite "$1"; then
    die "The Node peer in $1 is not usable." \
      'better-sqlite3 needs g++, make, python3 and the headers of Node: install libnode-dev, or set' \
      'npm_config_nodedir to a folder that has include/node. Without it: --only other scenarios.'
  fi
}

loads_sqlite() {
  [ ! -d "$1/node_modules/better-sqlite3" ] ||
    (cd "$1" && node -e 'new (require("better-sqlite3"))(":memory:")')
}

case " $* " in
  *' --help '* | *' -h '* | *' --list '*) ;;
  *)
    peers=$(node tests/bench/lib/main.mjs --build "$@" --peers)
    for peer in $peers; do need_peer "$peer"; done
    ;;
esac
exec node tests/bench/lib/main.mjs --build "$@"
