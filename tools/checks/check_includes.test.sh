#!/usr/bin/env bash
# The include check itself, on small trees: what is forbidden must be found, what is allowed must
# pass. Usage: check_includes.test.sh CHECKER RULES
set -euo pipefail
checker=$1
rules=$2
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cases=0
failed=0

# What the cases refer to.
mkdir -p "$tree/tools/checks"
cp "$rules" "$tree/tools/checks/include.rules"
for header in config/fleetwire/settings.hpp config/logging.hpp storage/port.hpp \
  storage/backends/open_store.hpp \
  storage/sqlite/database.hpp net/websocket/frame.hpp net/engineio/packet.hpp \
  net/socketio/packet.hpp net/transport/listener.hpp actors/contract/ids.hpp \
  actors/contract/fleetwire/value.hpp actors/runtime/wheel.hpp \
  actors/systems/rides/rules.hpp actors/engine/fleetwire/engine.hpp tests/harness/wire.hpp; do
  mkdir -p "$tree/${header%/*}"
  printf '#pragma once\n' >"$tree/$header"
done
printf '#include <boost/beast/websocket.hpp>\n' >"$tree/net/transport/listener.hpp"

expect() { # pass|fail PATH LINE [PART OF THE MESSAGE]
  local outcome=pass output
  cases=$((cases + 1))
  mkdir -p "$tree/${2%/*}"
  printf '%b\n' "$3" >"$tree/$2"
  output=$("$checker" "$tree" 2>&1) || outcome=fail
  rm "$tree/$2"
  if [ "$outcome" != "$1" ] || { [ "$1" = fail ] && [[ $output != *"$2:"*"${4:-}"* ]]; }; then
    printf 'expected %s: %s: %s\n%s\n' "$1" "$2" "$3" "$output" >&2
    failed=1
  fi
}

expect pass net/websocket/a.cpp '#include "net/websocket/frame.hpp"'
expect pass net/websocket/a.cpp '#include <vector>'
expect fail net/websocket/a.cpp '#include <thread>' 'net/websocket is pure'
expect fail net/websocket/a.cpp '#include <sys/socket.h>'
expect fail net/websocket/a.cpp '#include "net/engineio/packet.hpp"' 'net/websocket may not'
expect fail net/websocket/a.cpp 'auto t = std::chrono::steady_clock::now();' 'net/websocket is pure'
expect pass net/websocket/a.cpp '// std::chrono::steady_clock::now() is for others'
expect pass net/websocket/a.test.cpp '#include "caf/test/dsl.hpp"'
expect fail net/websocket/a.cpp '#include "caf/test/dsl.hpp"' 'net/websocket may not'
expect pass net/websocket/a.test.cpp '#include "tests/harness/wire.hpp"'
expect fail net/websocket/a.cpp '#include "tests/harness/wire.hpp"' 'net/websocket may not'
expect pass net/socketio/a.cpp '#include "net/engineio/packet.hpp"'
expect fail net/socketio/a.cpp '#include <fleetwire/value.hpp>' 'net/socketio may not'
expect fail net/engineio/a.cpp '#include "net/socketio/packet.hpp"' 'net/engineio may not'
expect pass net/http/a.cpp '#include <boost/beast/http/message.hpp>'
expect fail net/http/a.cpp '#include <boost/beast/http/read.hpp>' 'net/http may not'
expect fail net/http/a.cpp '#include <boost/asio/io_context.hpp>' 'net/http may not'
expect pass net/transport/a.cpp '#include <boost/asio/io_context.hpp>'
expect fail net/transport/a.cpp '#include "caf/actor.hpp"'
expect fail net/transport/a.cpp '#include "actors/contract/ids.hpp"' 'net/transport may not'
expect pass net/bridge/a.cpp '#include "actors/contract/ids.hpp"'
expect fail net/bridge/a.cpp '#include "actors/runtime/wheel.hpp"' 'net/bridge may not'
expect fail net/bridge/a.cpp '#include <boost/beast/core.hpp>' 'net/bridge may not'
expect fail net/bridge/a.cpp '#include "net/transport/listener.hpp"\n#include "caf/all.hpp"' 'Beast'
expect pass storage/a.cpp '#include <thread>'
expect fail storage/a.cpp '#include <sqlite3.h>' 'storage may not'
expect fail storage/a.cpp '#include "storage/sqlite/database.hpp"' 'storage may not'
expect pass storage/sqlite/a.cpp '#include <sqlite3.h>'
expect fail storage/memory/a.cpp '#include "storage/sqlite/database.hpp"' 'storage/memory may not'
expect pass config/a.cpp '#include <toml++/toml.h>'
expect fail config/a.cpp '#include "storage/port.hpp"' 'config may not'
expect fail actors/contract/a.cpp '#include "actors/runtime/wheel.hpp"' 'actors/contract may not'
expect pass actors/runtime/a.cpp '#include <fleetwire/settings.hpp>'
expect fail actors/runtime/a.cpp '#include "net/websocket/frame.hpp"' 'actors/runtime may not'
expect pass actors/systems/fleet/a.cpp '#include <fleetwire/value.hpp>'
expect fail actors/systems/fleet/a.cpp '#include "actors/runtime/wheel.hpp"' 'actors/systems/fleet'
expect pass actors/systems/fleet/a.test.cpp '#include "storage/backends/open_store.hpp"'
expect fail actors/systems/fleet/a.cpp '#include "storage/backends/open_store.hpp"'
expect fail actors/systems/fleet/a.cpp '#include <argon2.h>'
expect pass actors/systems/identity/a.cpp '#include <argon2.h>\n#include <crypt.h>'
expect fail actors/systems/fleet/a.cpp '#include "actors/systems/rides/rules.hpp"'
expect fail actors/systems/fleet/a.cpp '#include "net/socketio/packet.hpp"'
expect pass actors/engine/a.cpp '#include "net/transport/listener.hpp"'
expect fail actors/engine/a.cpp '#include "net/transport/listener.hpp"\n#include "caf/all.hpp"' 'Beast'
expect fail tests/a.cpp '#include <boost/beast/core.hpp>\n#include "caf/all.hpp"' 'Beast'
expect pass tests/a.cpp '#include "actors/runtime/wheel.hpp"'
expect fail actors/engine/fleetwire/a.hpp '#include "caf/actor.hpp"' 'a public header'
expect fail actors/engine/fleetwire/a.hpp 'void send(caf::actor);' 'a public header names caf::'
expect pass actors/engine/fleetwire/a.hpp '#include <fleetwire/value.hpp>'
expect fail actors/systems/rides/fleetwire/a.hpp '#include "caf/actor.hpp"' 'a public header'
expect fail config/fleetwire/a.hpp '#include <toml++/toml.h>' 'a public header'
expect fail net/websocket/a.cpp '#include <fleetwire/nothing.hpp>' '<fleetwire/nothing.hpp>'
expect fail net/websocket/a.cpp '#include "frame.hpp"' '"frame.hpp" is neither'
expect fail cellar/a.cpp '#include <vector>' 'no rule'

printf '%d cases\n' "$cases"
exit "$failed"
