#!/bin/sh
# shellcheck disable=SC2317 # await calls functions by their names
# muxbench run when something is killed or the disk is full: what was recorded
# stays, nobody survives, and the run can be gone on with.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"
[ "$(uname -s)" = Linux ] || { echo "needs Linux's lifeline"; exit 77; }

harness=''
mounted=''

at_end()
{
    [ -z "$harness" ] || kill -9 "$harness" 2>/dev/null
    [ -z "$mounted" ] || umount "$mounted"
}

cat >"$work/small.ini" <<END
[scenario]
title = t
question = q
[load]
connections = 2
[time]
warmup = 50ms
window = 300ms
END

# start DIR BLOCKS: a run in the background.
start()
{
    "$MUXBENCH" run "$work/small.ini" --backends select,poll --blocks "$2" \
        --seed 5 --no-check --no-report --out "$1" >"$work/out" 2>"$work/err" &
    harness=$!
}

# await COMMAND...: up to 20 s.
await()
{
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 400 ] || { fault "not in time: $*"; return 1; }
        sleep 0.05
    done
}

recorded() # DIR LEAST
{
    [ -f "$1/rounds.jsonl" ] && [ "$(wc -l <"$1/rounds.jsonl")" -ge "$2" ]
}

children() # of the harness
{
    ps -o pid= --ppid "$harness"
}

has_two_children()
{
    [ "$(children | wc -l)" -eq 2 ]
}

all_gone() # PID...
{
    for pid in "$@"; do
        ! kill -0 "$pid" 2>/dev/null || return 1
    done
}

# The rounds of the plan as a set: what was run again counts once. What comes
# behind them are blocks that were repeated, which a busy machine may cause.
rounds()
{
    sed 's/.*"round":\([0-9]*\),"block":\([0-9]*\),"order":\([0-9]*\).*"backend":"\([a-z]*\)","twin":\([a-z]*\).*/\1 \2 \3 \4 \5/' \
        "$1/rounds.jsonl" | awk -v most="$2" '$1 <= most' | sort -u
}

# 1. The harness is killed: its children end, its records stay.
start "$work/killed" 4
await recorded "$work/killed" 4
await has_two_children
pids=$(children)
kill -9 "$harness"
wait "$harness" 2>/dev/null
harness=''
# shellcheck disable=SC2086 # a list of numbers
await all_gone $pids
before=$(wc -l <"$work/killed/rounds.jsonl")
cp "$work/killed/rounds.jsonl" "$work/before"
"$MUXBENCH" report --no-charts "$work/killed" >"$work/out" 2>&1 ||
    fault "no report of a killed run: $(cat "$work/out")"

# 2. Two go on at once: one of them is refused.
"$MUXBENCH" run --resume "$work/killed" --no-report >"$work/out" 2>"$work/err" &
harness=$!
await recorded "$work/killed" $((before + 1))
"$MUXBENCH" run --resume "$work/killed" --no-report >/dev/null 2>"$work/second"
[ $? -eq 1 ] || fault "a second run in the directory was not refused"
grep -q 'another run is using it' "$work/second" ||
    fault "second run: $(cat "$work/second")"
wait "$harness"
harness=''
head -n "$before" "$work/killed/rounds.jsonl" | cmp -s - "$work/before" ||
    fault "what was recorded before has changed"

gzip -k "$work/killed/rounds.jsonl"
! "$MUXBENCH" run --resume "$work/killed" --no-report >/dev/null \
    2>"$work/err" || fault 'compressed records were gone on with'
grep -q 'killed: rounds.jsonl.gz: .* must be decompressed first' \
    "$work/err" || fault "compressed: $(cat "$work/err")"
rm "$work/killed/rounds.jsonl.gz"

# 3. It ends with the rounds that an undisturbed run has.
start "$work/whole" 4
wait "$harness"
harness=''
rounds "$work/whole" 12 >"$work/a"
rounds "$work/killed" 12 >"$work/b"
[ "$(wc -l <"$work/a")" -eq 12 ] || fault "an undisturbed run has not 12 rounds"
cmp -s "$work/a" "$work/b" || fault "other rounds: $(diff "$work/a" "$work/b")"

# 4. A client, then a server is killed: that round says so, its block is run
# again, and the run is whole.
for victim in 1 2; do
    dir=$work/victim$victim
    start "$dir" 3
    await recorded "$dir" 1
    await has_two_children
    sleep 0.1
    pid=$(children | sort -n | sed -n "${victim}p")
    [ -n "$pid" ] && kill -9 "$pid"
    wait "$harness"
    harness=''
    [ "$(rounds "$dir" 9 | wc -l)" -eq 9 ] || fault "victim $victim: rounds"
    grep -q '"ok":false,"reason":"the [a-z]* was killed by signal 9' \
        "$dir/rounds.jsonl" || fault "victim $victim: $(cat "$work/err")"
done

# 5. The disk is full: what was recorded stays, and the run goes on when there
# is room.
mkdir "$work/small"
if mount -t tmpfs -o size=48k none "$work/small" 2>/dev/null; then
    mounted=$work/small
    start "$work/small/run" 9
    wait "$harness"
    status=$?
    harness=''
    [ $status -eq 1 ] || fault "full disk: exit status $status"
    grep -q 'rounds.jsonl cannot be written: No space left on device; the' \
        "$work/err" || fault "full disk: $(cat "$work/err")"
    [ -z "$(tail -c 1 "$work/small/run/rounds.jsonl")" ] ||
        fault "full disk: a line was cut"
    mount -o remount,size=4m "$work/small"
    "$MUXBENCH" run --resume "$work/small/run" --no-report >/dev/null \
        2>"$work/err"
    [ "$(rounds "$work/small/run" 27 | wc -l)" -eq 27 ] ||
        fault "after full disk: rounds are missing"
else
    echo "not tested: a full disk (no right to mount one)"
fi

# 6. A signal while the rows are checked, before there is anything to record.
"$MUXBENCH" run "$work/small.ini" --backends select,poll --no-pilot \
    --no-report --out "$work/early" >"$work/out" 2>"$work/err" &
harness=$!
checks()
{
    [ -d "$work/early" ] && [ -n "$(children)" ]
}
await checks
pids=$(children)
kill -TERM "$harness"
wait "$harness"
status=$?
harness=''
[ $status -eq 130 ] || fault "interrupted check: exit status $status"
[ "$(cat "$work/err")" = 'muxbench: interrupted before the first round' ] ||
    fault "interrupted check: $(cat "$work/err")"
[ ! -e "$work/early" ] || fault "interrupted check: left $work/early"
# shellcheck disable=SC2086 # a list of numbers
await all_gone $pids
exit $((faults > 0))
