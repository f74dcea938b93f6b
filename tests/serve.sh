#!/bin/sh
# asan
# muxbench serve as a program: its lines, its signals, bad input.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

server=''

at_end()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null
}

# lines N FILE: waits until the file has so many lines.
lines()
{
    tries=0
    while [ "$(wc -l <"$2")" -lt "$1" ]; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { fault "no line $1 in: $(cat "$2")"; exit 1; }
        sleep 0.1
    done
}

# start ARGUMENT...: waits until it listens.
start()
{
    : >"$work/out"
    "$MUXBENCH" serve "$@" >"$work/out" 2>"$work/err" &
    server=$!
    lines 1 "$work/out"
}

# stop SIGNAL: it has to end in order.
stop()
{
    kill "-$1" "$server"
    wait "$server"
    status=$?
    server=''
    [ $status -eq 0 ] || fault "exit status $status after SIG$1"
}

# has FILE PATTERN: a basic regular expression for a line of it.
has()
{
    grep -q "$2" "$work/$1" || fault "no '$2' in: $(cat "$work/$1")"
}

# refused STATUS WORDS ARGUMENT...: one line to stderr with those words.
refused()
{
    expected=$1 words=$2
    shift 2
    "$MUXBENCH" serve "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ $status -eq "$expected" ] ||
        fault "exit status $status, not $expected: serve $*"
    [ "$(wc -l <"$work/err")" -eq 1 ] || fault "not one line: $(cat "$work/err")"
    has err "^muxbench: serve: .*$words"
    [ ! -s "$work/out" ] || fault "serve $* prints: $(cat "$work/out")"
}

listening='^{"event":"listening","address":"127\.0\.0\.1","port":[1-9][0-9]*'
listening=$listening',"url":"http://127\.0\.0\.1:[1-9][0-9]*","pid":[0-9]*}$'
counters='^{"event":"counters","connections":0,.*,"switches_forced":[0-9]*}$'

# Ready, a snapshot, and the last counters at the end.
start
has out "$listening"
has out "\"pid\":$server}"
kill -USR1 "$server"
lines 2 "$work/out"
stop TERM
[ "$(grep -c "$counters" "$work/out")" -eq 2 ] ||
    fault "not two lines of counters: $(cat "$work/out")"
[ ! -s "$work/err" ] || fault "stderr: $(cat "$work/err")"

# Workers; a port in use.
start --workers 3 --listen 127.0.0.1:0
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$work/out")
cp "$work/out" "$work/first"
refused 1 "127.0.0.1:$port: Address already in use" --port "$port"
cp "$work/first" "$work/out"
stop INT

start --quiet
stop TERM
[ "$(wc -l <"$work/out")" -eq 1 ] || fault "not quiet: $(cat "$work/out")"

# Whoever opens it to others is told so, once.
start --listen 0.0.0.0
stop TERM
has err '^muxbench: serve: warning: 0\.0\.0\.0:[0-9]* can be reached'

refused 2 "--port 'x'.*from 0 to 65535" --port x
refused 2 "--port '65536'.*from 0 to 65535" --port 65536
refused 2 "--workers '0'.*from 1 to" --workers 0
refused 2 "--max-connections '-1'" --max-connections -1
refused 2 "'--wrokers'; did you mean '--workers'?" --wrokers 2
refused 2 "'--port' needs a value" --port
refused 2 "'--quiet' takes no value" --quiet=yes
refused 2 "unknown option '-x'" -x
refused 2 "unexpected argument '8080'" 8080
refused 2 "\[ADDR\]:PORT" --listen '[::1'
refused 2 "--listen port 'http'" --listen localhost:http
refused 1 "--listen 'no.such.host.invalid': " --listen no.such.host.invalid
(
    # Not in POSIX, but in every shell that is /bin/sh somewhere.
    # shellcheck disable=SC3045
    ulimit -n 64
    refused 1 'limit of 64 open descriptors; .*ulimit -n' --max-connections 60
    exit $faults
) || faults=$((faults + 1))

"$MUXBENCH" serve --help >"$work/out" || fault "serve --help: $?"
has out '^  --max-connections N'
"$MUXBENCH" >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fault 'no command: not exit status 2'
"$MUXBENCH" srve >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fault 'unknown command: not exit status 2'
has err "^muxbench: unknown command 'srve'; did you mean 'serve'?$"
"$MUXBENCH" --version >"$work/out" || fault "--version: $?"
has out '^muxbench [0-9]'

[ $faults -eq 0 ] || { echo "$faults faults"; exit 1; }
