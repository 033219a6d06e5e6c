#!/usr/bin/env bash
# Starts the chat example, waits for its address and ends it in order. Usage: smoke.sh PROGRAM
set -eu
coproc chat { exec "$1" 0; }
pid=$chat_PID
read -r line <&"${chat[0]}"
[[ $line == chat:\ http://127.0.0.1:*/chat ]]
kill -TERM "$pid"
wait "$pid"
