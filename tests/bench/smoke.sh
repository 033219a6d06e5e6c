#!/usr/bin/env bash
# Runs every scenario of the load generator briefly against a server of the benchmark: nothing may be
# refused, lost or left unanswered. Usage: smoke.sh LOAD_GENERATOR SERVER [its arguments]
set -euo pipefail
load=$1
shift
coproc server { exec "$@"; }
server_pid=$server_PID
trap 'kill "$server_pid" 2>/dev/null || true' EXIT
read -r -t 30 word port _ <&"${server[0]}"
[ "$word" = ready ] || { echo "the server said '$word'" >&2; exit 1; }

check() {
  echo "▸ $*"
  "$load" "$@" --port "$port" --server-pid "$server_pid" --quiet
}

brief=(--warmup 0.1 --duration 0.3)
check connect --connections 50
check connect --connections 50 --close --transport polling
check idle --connections 30 --rooms shared:2:10,private:1 --settle 0 --duration 0.3
check echo --connections 10 --window 4 "${brief[@]}"
check echo --connections 10 --rate 500 "${brief[@]}"
check fanout --connections 40 --window 8 --senders 2 --size 5000 "${brief[@]}"
check fanout --connections 20 --rate 100 "${brief[@]}"
check mixed --connections 24 --watchers 4 "${brief[@]}"
check reconnect --connections 60 --sources 3 --settle 0

# What cannot work must not look like a success.
if "$load" connect --port 1 --connections 3 --quiet >/dev/null 2>&1; then
  echo 'a refused connection was not reported' >&2
  exit 1
fi
