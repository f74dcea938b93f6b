#!/bin/sh
# muxbench fetch against muxbench serve: lists, loads, saved bodies, bad input
# and Ctrl-C, with every backend that runs here.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

servers=''

# Ends only what start_server has started.
at_end()
{
    for pid in $servers; do
        kill "$pid" 2>/dev/null && wait "$pid"
    done
    servers=''
}

# start_server FILE: its output goes to FILE; sets pid and url.
start_server()
{
    : >"$1" # or the last server's line would be read
    "$MUXBENCH" serve >"$1" 2>&1 &
    pid=$!
    servers="$servers $pid"
    url=''
    tries=0
    while [ -z "$url" ] && [ $tries -lt 100 ]; do
        url=$(sed -n 's/.*"event":"listening".*"url":"\([^"]*\)".*/\1/p' "$1")
        [ -n "$url" ] || sleep 0.1
        tries=$((tries + 1))
    done
    [ -n "$url" ] || { fault "no server: $(cat "$1")"; exit 1; }
}

# fetch STATUS ARGUMENT...: output in $work/out and $work/err.
fetch()
{
    expected=$1
    shift
    "$MUXBENCH" fetch "$@" >"$work/out" 2>"$work/err"
    status=$?
    [ $status -eq "$expected" ] ||
        fault "exit status $status, not $expected: fetch $*:" \
            "$(cat "$work/out" "$work/err")"
}

# has FILE PATTERN: an extended regular expression in some line.
has()
{
    grep -Eq -e "$2" "$work/$1" ||
        fault "$1 of fetch (-b ${backend:-}) has no '$2': $(cat "$work/$1")"
}

# lines FILE N
lines()
{
    [ "$(wc -l <"$work/$1")" -eq "$2" ] ||
        fault "$1 has not $2 lines: $(cat "$work/$1")"
}

# member FILE NAME: an integer of the first line of JSON that has it.
member()
{
    sed -n 's/.*"'"$2"'":\([0-9]*\).*/\1/p' "$1" | tail -n 1
}

# equal WHAT A B
equal()
{
    [ "$2" = "$3" ] || fault "$1 (-b ${backend:-}): '$2' is not '$3'"
}

# One line that says what is wrong, and nothing else.
refused()
{
    pattern=$1
    shift
    fetch 2 "$@"
    lines out 0
    lines err 1
    has err "^muxbench: fetch.*$pattern"
}

# ------------------------------------------------------------------ bad input
bad_input()
{
    some=http://127.0.0.1:1/
    refused 'no URL given'
    refused "unknown option '--outptu'; did you mean '--output'" --outptu x
    refused "option '-c' needs a value" "$some" -c
    refused "-c '0': must be a whole number from 1 to" -c 0 "$some"
    refused "-n '-1': must be a whole number" -n -1 "$some"
    refused "-d '5': must be .* units us, ms, s" -d 5 "$some"
    refused "--timeout '0s': must be more than 0" --timeout 0s "$some"
    refused "-r '0': must be a whole number" -r 0 -n 9 "$some"
    refused '-r makes a load; say how long with -n or -d' -r 9 "$some"
    refused 'no request is due in so short a time' -r 1 -d 10ms "$some"
    refused 'a schedule of more than [0-9]* requests' -r 1000000 -d 2m "$some"
    refused "--stack-size '1': must be a whole number" --stack-size 1 "$some"
    refused "-n 5 is less than -c 10" -n 5 -c 10 "$some"
    refused '-t 4 is more than the number of connections, 2' -t 4 -c 2 -n 9 \
        "$some"
    refused "backend 'epol'; did you mean 'epoll'.*sequential" -b epol "$some"
    refused "unknown backend 'nonsense' \(there are: .*epoll" -b nonsense \
        "$some"
    refused "backend 'null' fetches nothing" -b null "$some"
    refused "URL 'ftp://x/': must start with 'http://'" "$some" ftp://x/
    refused 'TLS is not supported' https://127.0.0.1/
    refused '--output .* not go with -n' -n 10 -o "$work/no" "$some"
    refused 'needs 500064 open descriptors, the limit is .*ulimit' -c 500000 \
        -d 1s "$some"
    refused "'select' takes at most [0-9]* connections .FD_SETSIZE" \
        -b select -c 100000 \
        -d 1s "$some"
    # What the command line could not know.
    : >"$work/file"
    fetch 1 -o "$work/file" "$some"
    has err "directory '.*/file' cannot be opened: "
    fetch 1 -n 10 http://no.such.invalid/
    has err "host 'no.such.invalid': "
    fetch 0 --help
    has out '^usage: muxbench fetch'
}

# ------------------------------------------------------------------ the article
# Four servers, one of them slow.
article()
{
    start_server "$work/server.1"
    one=$url
    start_server "$work/server.2"
    two=$url
    start_server "$work/server.3"
    three=$url
    start_server "$work/server.4"
    four=$url
    for backend in $backends; do
        fetch 0 -b "$backend" "$one/delay/300" "$two/bytes/1000" \
            "$three/stream/2000" "$four/until-close/3000"
        lines out 6
        has out "^200 +128 B .* $one/delay/300$"
        has out "^200 +1000 B .* $two/bytes/1000$"
        has out "^200 +2000 B .* $three/stream/2000$"
        has out "^200 +3000 B .* $four/until-close/3000$"
        has out "^4 ok; backend $backend \("
        has out '^elapsed .*s, slowest .*s, sum .*s$'
        # In the order of ending; one after another it is that of asking.
        case $backend in
        sequential) sed -n 1p "$work/out" >"$work/slow" ;;
        *) sed -n 4p "$work/out" >"$work/slow" ;;
        esac
        has slow "$one/delay/300"
    done
    at_end
}

# ------------------------------------------------------------------ counts
loads()
{
    for backend in $backends; do
        start_server "$work/server"
        fetch 0 -b "$backend" -c 8 -n 400 --json "$url/bytes/100" \
            "$url/stream/5000"
        at_end
        equal ok "$(member "$work/out" ok)" 400
        equal failed "$(member "$work/out" failed)" 0
        equal requests "$(member "$work/server" requests)" 400
        equal connections "$(member "$work/out" opened)" \
            "$(member "$work/server" connections)"
        equal bytes "$(member "$work/out" body_bytes)" 1020000
        equal "server's bytes" "$(member "$work/server" body_bytes)" 1020000
        has out '^\{.*"backend":"'"$backend"'","uses":"[^"]+".*\}$'
        has out '"p50":[1-9].*"p99":null.*"max":[1-9]'
        has out '"statuses":\{"200":400\}'
    done
    backend=''
    start_server "$work/server"
    fetch 0 -d 100ms -c 4 -t 2 "$url/bytes/1"
    has out '^connections  4 of 4, 2 threads$'
    has out '^requests     [1-9][0-9]* ok$'
    has out '^latency +p50 +p75 +p90 +p99 +p99.9 +max$'
    has out '^CPU          .* a request: .* user, .* system$'
    # Whether it keeps up is up to the machine, and so is the exit status.
    "$MUXBENCH" fetch -r 200 -n 40 -c 4 "$url/bytes/1" >"$work/out" \
        2>"$work/err"
    has out '^requests     40 ok$'
    has out '^asked for    200 requests/s, 40 in all; [0-9]* not begun in time'
    has out '^service +[0-9]'
    has out '^response +[0-9n]'
    fetch 1 -r 1000 -d 200ms -c 1 "$url/delay/50"
    has out '; [0-9]+ not begun in time: saturated$'
    has out '^response     not shown: the rate was not reached$'
    fetch 1 -r 1000 -d 200ms -c 1 --json "$url/delay/50"
    equal scheduled "$(member "$work/out" scheduled)" 199
    has out '"response_ns":null'
    fetch 1 -c 3 -n 300 "$url/bytes/1" "$url/status/503" "$url/fault/reset"
    has out '^requests     100 ok, 100 with status 503, 100 failed$'
    has out '^errors       100 failed: Connection reset by peer$'
    fetch 1 --quiet -n 4 -c 2 "$url/fault/close-head" "$url/status/404"
    lines out 0
    lines err 2
    has err '^muxbench: fetch: 2 with status 404$'
    has err '^muxbench: fetch: 2 failed: the connection ended before'
    at_end
}

# ------------------------------------------------------------------ errors
failures()
{
    for backend in $backends; do
        start_server "$work/server"
        fetch 1 -b "$backend" --timeout 200ms "$url/bytes/10" \
            "$url/status/404" "$url/fault/stall" "$url/fault/short" \
            "$url/fault/garbage" "$url/fault/reset" http://127.0.0.1:1/ \
            http://no.such.invalid/x
        lines out 10
        has out "^200 +10 B .* $url/bytes/10$"
        has out "^404 +[0-9]+ B .* $url/status/404$"
        has out "^- +0 B .* $url/fault/stall: timed out$"
        has out "^200 .* $url/fault/short: the connection ended before the"
        has out "^- .* $url/fault/garbage: the answer is not valid HTTP$"
        has out "^- +0 B .* $url/fault/reset: Connection reset by peer$"
        has out '^- +0 B .* http://127.0.0.1:1/: Connection refused$'
        has out "^- +0 B +- +http://no.such.invalid/x: host 'no.such.invalid'"
        has out '^1 ok, 1 with status 404, 6 failed; backend'
        fetch 1 -b "$backend" --quiet "$url/bytes/10" "$url/status/500"
        lines out 0
        lines err 1
        has err "^500 .* $url/status/500$"
        at_end
    done
}

# ------------------------------------------------------------------ --output
# same NAME FILE: the file that was saved is the first bytes of the other.
same()
{
    size=$(wc -c <"$saved/$1")
    head -c "$size" "$2" | cmp -s - "$saved/$1" ||
        fault "$1 (-b $backend) has another content"
}

# The pattern of every body is that of the longest, which no other way of
# transfer shares.
outputs()
{
    start_server "$work/server"
    saved=$work/saved
    backend=sequential
    fetch 0 -b sequential -o "$work/whole" "$url/bytes/400000"
    equal size "$(wc -c <"$work/whole/400000" | tr -d ' ')" 400000
    if command -v curl >/dev/null; then
        curl -s "$url/bytes/400000" | cmp -s - "$work/whole/400000" ||
            fault 'curl has saved another body'
    fi
    for backend in $backends; do
        rm -rf "$saved"
        fetch 1 -b "$backend" -o "$saved" "$url/stream/100000" \
            "$url/until-close/100000" "$url/bytes/70000?x=/y" "$url/bytes/0" \
            "$url/fault/dribble/50" "$url/fault/short" "$url/status/404"
        has out '^5 ok, 1 with status 404, 1 failed'
        equal files "$(ls -A "$saved")" "$(printf '%s\n' 0 100000 \
            100000.1 50 70000)"
        equal size "$(wc -c <"$saved/100000.1" | tr -d ' ')" 100000
        for name in 0 100000 100000.1 50 70000; do
            same "$name" "$work/whole/400000"
        done
    done
    backend=''
    echo mine >"$saved/70000"
    fetch 0 --json -o "$saved" "$url/bytes/70000"
    has out '"file":"70000.1"'
    equal 'the old file' "$(cat "$saved/70000")" mine
    at_end
}

# ------------------------------------------------------------------ Ctrl-C
# What has ended is shown, at once, and what has not leaves no file.
interrupts()
{
    if ! timeout --preserve-status -s INT 5 true 2>/dev/null; then
        echo 'Ctrl-C is left out: no timeout(1) of GNU here'
        return
    fi
    start_server "$work/server"
    for backend in $backends; do
        rm -rf "$saved"
        timeout --preserve-status -s INT 1 "$MUXBENCH" fetch -b "$backend" \
            -o "$saved" "$url/bytes/10" "$url/fault/stall-body" \
            >"$work/out" 2>"$work/err"
        equal 'exit status' $? 130
        has out "^200 +10 B .* $url/bytes/10$"
        has out '^interrupted: 1 of 2 URLs had ended$'
        has out '^1 ok; backend'
        equal files "$(ls -A "$saved")" 10
    done
    backend=''
    timeout --preserve-status -s INT 1 "$MUXBENCH" fetch --json -d 30s \
        "$url/bytes/10" >"$work/out" 2>"$work/err"
    equal 'exit status' $? 130
    has out '"interrupted":true,"ok":[1-9]'
    at_end
}

backends=$("$MUXBENCH" list | awk '
    /^backends:/ { on = 1; next }
    /^$/ { on = 0 }
    on && $2 != "control" && !/cannot run here:/ { print $1 }')
[ -n "$backends" ] || fault 'muxbench list shows no backend'
backend=''
bad_input
article
loads
failures
outputs
interrupts
[ $faults -eq 0 ] && echo "all is well with: $(echo "$backends" | tr '\n' ' ')"
exit $((faults > 0))
