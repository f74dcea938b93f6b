#!/bin/sh
# muxbench scenarios, and what --set does: words, errors, a file of one's own.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# expect STATUS TEXT ARGUMENT...: the command ends so and says that.
expect()
{
    status=$1
    text=$2
    shift 2
    "$MUXBENCH" "$@" >"$work/out" 2>&1
    got=$?
    if [ $got -ne "$status" ] || ! grep -q -e "$text" "$work/out"; then
        fault "muxbench $*: status $got, and not '$text' in:"
        cat "$work/out"
    fi
}

cat >"$work/mine.ini" <<END
[scenario]
title = mine
question = does it work at once?
[load]
connections = 2
idle = 0, 3
[target]
path = /bytes/{size}
size = 16, mixed
[time]
warmup = 20ms
window = 60ms
guard = 10ms
END

# The list has every file of the catalogue.
"$MUXBENCH" scenarios >"$work/list" || fault 'scenarios: does not end well'
for file in scenarios/*.ini; do
    name=$(basename "$file" .ini)
    grep -q "^$name " "$work/list" || fault "$name is not in the list"
    "$MUXBENCH" scenarios --explain "$name" >"$work/$name" ||
        fault "--explain $name: does not end well"
    for head in question from path load points round backends counted not time; do
        grep -q "^$head " "$work/$name" || fault "$name has no '$head'"
    done
done
grep -q '^path .*/bytes/128' "$work/keepalive" || fault 'keepalive: path'
grep -q '^           conns=64' "$work/keepalive" || fault 'keepalive: points'
grep -q '^from .*Banga' "$work/idle" || fault 'idle: from'
grep -q 'select ends before conns=.*FD_SETSIZE' "$work/idle" ||
    fault 'idle: walls'
expect 0 '^points     conns=3$' \
    scenarios --explain keepalive --set conns=3
expect 0 '^points     conns=2/idle=0/size=16' \
    scenarios --explain "$work/mine.ini"
expect 2 'needs the name of a scenario' scenarios --explain
expect 2 "'keepalive' needs --explain" scenarios keepalive
expect 2 "did you mean 'keepalive'" scenarios --explain keepalve
expect 2 "a scenario has no 'con'" scenarios --explain churn --set con=1

# Where the machine ends a list it is told, and nothing is run beyond.
(
    # shellcheck disable=SC3045 # where it is not known, it fails
    ulimit -n 600 2>/dev/null || exit 0
     expect 0 'idle connections end at 528 instead of 10000' \
        run idle --backends epoll --dry-run --profile quick
    exit "$faults"
) || faults=$((faults + 1))
expect 0 ' 1, 2.* threads' run cores --backends epoll --dry-run

expect 2 "a scenario has no 'idel'; did you mean 'idle'" \
    run idle --set idel=3
expect 2 'allowed is up to 16 different whole numbers' run idle --set idle=x
expect 2 "'rate' has no meaning with mode = closed" run keepalive --set rate=9
expect 2 'as in --set conns=1,100' run keepalive --set conns
expect 2 'name one' run --set conns=1

# A row that has no part in a scenario is named, and no run is made of none.
expect 0 'without null: it does no IO, so nothing can go wrong with it' \
    run faults --backends null,epoll --dry-run
expect 2 'none of these backends has a part in faults; null: it does no IO' \
    run faults --backends null --dry-run
expect 2 'none of these backends has a part in push; sequential: 1 request at' \
    run push --backends sequential --dry-run
expect 2 'faults cannot be run: a server of the user.s own cannot be told' \
    run faults --backends epoll --target http://127.0.0.1:9/ --dry-run

# A file of one's own works at once, in every point.
"$MUXBENCH" run "$work/mine.ini" --set conns=4 --backends epoll,poll \
    --profile quick --blocks 1 --no-check --network host \
    --out "$work/run" >"$work/out" 2>&1 ||
    grep -q 'window was\|answered in the window' "$work/out" ||
    { fault 'the run of a file did not end well'; cat "$work/out"; }
# The server's capacity is measured without the faults that are ordered.
"$MUXBENCH" run faults --backends epoll --profile quick --blocks 1 --syscalls \
    --no-check --network host --out "$work/faults" >"$work/out" 2>&1
if grep 'capacity.*failed' "$work/out" | grep -v ' 0 failed'; then
    fault 'no capacity of the server that faults'
fi
for point in idle=0/size=16 idle=0/size=mixed idle=3/size=16 idle=3/size=mixed
do
    grep -q "\"point\":\"conns=4/$point\"" "$work/run/rounds.jsonl" ||
        fault "no round at $point"
done
grep -q '"set": \[' "$work/run/manifest.json" || fault 'manifest without --set'
grep -q -e '--set conns=4' "$work/run/report.md" ||
    fault 'the report does not say how to get the same'
[ "$faults" -eq 0 ]
