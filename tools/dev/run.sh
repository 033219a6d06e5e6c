#!/usr/bin/env bash
# Becomes the server, and says what to try as soon as it answers.
# Usage: run.sh BUILD_FOLDER [server flags]
set -euo pipefail
build=$1
shift
data=build/data
mkdir -p "$data"

# The flag wins over the environment, which wins over the file.
port=${FLEETWIRE_SERVER_PORT:-$(sed -nE 's/^port *= *([0-9]+).*/\1/p' config/fleetwire.toml | head -n 1)}
previous=''
for argument in "$@"; do
  [[ ! $previous =~ ^--(server\.)?port$ ]] || port=$argument
  [[ ! $argument =~ ^--(server\.)?port=(.+)$ ]] || port=${BASH_REMATCH[2]}
  previous=$argument
done

announce() {
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    sleep 0.1
    kill -0 $$ 2>/dev/null || return 0
  done
  cat <<TEXT

  Fleetwire answers at http://localhost:$port

  Try, from another terminal:
    curl 'http://localhost:$port/socket.io/?EIO=4&transport=polling'

  Settings: config/fleetwire.toml     Data: $data     Stop: Ctrl-C

TEXT
}

# Detached, so that the server, which takes over this process, does not inherit a child.
(announce &)
exec "$build/bin/fleetwired" --config config/fleetwire.toml --data "$data" "$@"
