#include "tools/load/options.hpp"

namespace fleetwire::load {

std::string_view help_text() {
  return R"(fleetwire-load: puts load on a Socket.IO server (protocol 5, Engine.IO 4) and measures it

usage: fleetwire-load SCENARIO [options]

scenarios
  connect     open --connections, at most --concurrency at a time; time from dialling until the
              namespace answered CONNECT
  idle        hold --connections for --duration and answer heartbeats; memory and processor time of
              the server per connection
  echo        acknowledged round trips, --window in flight on each connection
  fanout      a room of --connections sockets; an event is sent to the room again when all of them
              have it, --window events in flight
  mixed       drivers report positions with acks (80 %), broadcast to their room of four (10 %) and
              do acked requests (10 %); --watchers sockets see every position
  reconnect   open --connections, cut them all, connect them all again at once, then one acked
              round trip each: nobody refused, nobody lost

server
  --host ADDR            127.0.0.1
  --port N               3000
  --path PATH            /socket.io/
  --namespace NAME       /
  --auth JSON            object sent with CONNECT
  --transport NAME       websocket, or polling (connect with --close only)
  --server-pid PID       report this process's processor time and memory (same machine)

load
  --connections N        1000; echo and mixed: 100
  --concurrency N        handshakes at once: 64; reconnect: all
  --connect-timeout S    of one handshake: 30
  --sources N            spread over 127.0.0.1 .. 127.0.0.N; chosen above 25,000 connections
  --close                connect: drop each connection once it is connected
  --window N             events in flight: 1; with --rate at most 64 per connection
  --rate N               open loop: events per second in all, latency from the intended start
  --size BYTES           of an event's JSON payload: 100
  --senders N            fanout: sockets that take turns to send: 1
  --watchers N           mixed: 10
  --rooms SPEC           idle: join rooms first; terms with commas, shared:ROOMS:MEMBERS or
                         private:ROOMS, counted per socket

run
  --warmup S             not measured: 1
  --duration S           measured: 5
  --settle S             idle: wait before measuring: 2
  --time-limit S         give up: 300
  --json                 result as JSON on stdout instead of a table
  --quiet                no progress on stderr
  --help, --version

The server has to know these events (tests/bench holds two that do):
  join [room] + ack, echo [payload] + ack(payload), fan [room, payload] -> fan [payload] to room,
  ping_loc [{lat,lng,...}] + ack -> loc to room "fleet", volatile

Exit status: 0 done, 1 connections were refused or lost or the run failed, 2 wrong usage.

example
  fleetwire-load fanout --port 3000 --connections 1000 --window 16 --server-pid $(pidof fleetwired)
)";
}

} // namespace fleetwire::load
