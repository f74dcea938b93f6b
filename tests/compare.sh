#!/bin/sh
# asan
# muxbench compare as a program: two runs, two builds at once, bad input, and
# every exit status. Counts and words are looked at, never a time.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

# compare STATUS,... ARGUMENT...: output in $work/out and $work/err.
compare()
{
    expected=$1
    shift
    "$MUXBENCH" compare "$@" >"$work/out" 2>"$work/err"
    status=$?
    case ,$expected, in
    *,$status,*) ;;
    *)
        fault "exit status $status, not $expected: compare $*:" \
            "$(cat "$work/out" "$work/err")"
        ;;
    esac
}

# says WORDS: in what the last command has complained of.
says()
{
    grep -q -e "$1" "$work/err" || fault "not said: '$1': $(cat "$work/err")"
}

run=tests/golden/run
mkdir "$work/one" "$work/two" "$work/empty"
cp $run/* "$work/one"
cp $run/rounds.jsonl "$work/two"
sed 's/"created": *"[0-9]*/"created": "2031/' $run/manifest.json \
    >"$work/two/manifest.json"

# One run each is an indication; another machine leaves ratios.
compare 4 "$work/one" "$work/two"
grep -q '^What may be said: an indication' "$work/out" || fault 'indication'
compare 4 --json --measures requests_per_s,makespan_ns "$work/one" "$work/two"
grep -q '"measure": "requests_per_s"' "$work/out" || fault '--measures'
! grep -q '"measure": "p50_ns"' "$work/out" || fault '--measures: p50 as well'
sed 's/"cpus": *[0-9]*/"cpus": 77/' $run/manifest.json >"$work/two/manifest.json"
compare 3 "$work/one" "$work/two"
grep -q 'number of CPUs: .* -> 77' "$work/out" || fault 'the difference'

compare 2 "$work/one"
says 'two sides are wanted'
compare 2 "$work/one" "$work/none"
says 'manifest.json: No such file'
compare 2 "$work/one" "$work/empty"
compare 2 "$work/one" "$work/one"
says 'on both sides'
compare 2 "$work/one,$work/one" "$work/two"
says 'given twice'
compare 2 --threshold 0 "$work/one" "$work/two"
says 'per cent above 0'
compare 2 --threshold 5x "$work/one" "$work/two"
compare 2 --measures p99 "$work/one" "$work/two"
says "unknown measure 'p99'"
compare 2 --blocks 5 "$work/one" "$work/two"
says '--blocks is of use with --live only'
compare 2 --liv "$work/one" "$work/two" # getopt takes it for --live
compare 0 --help
awk 'length > 80 { exit 1 }' "$work/out" || fault 'help is too wide'

# What is no muxbench, or speaks otherwise.
compare 2 --live "$MUXBENCH"
says 'two binaries are wanted'
compare 2 --live "$MUXBENCH" "$work/none"
says 'No such file'
compare 2 --live /bin/true "$MUXBENCH"
says 'no muxbench'
cat >"$work/later" <<END
#!/bin/sh
echo '{"protocol":99,"record":1,"backends":[]}'
END
chmod +x "$work/later"
compare 3 --live "$MUXBENCH" "$work/later"
says 'speaks version 99'
"$MUXBENCH" client '{"protocol":99}' 2>"$work/err" && fault 'an order of 99'
says 'of protocol 99, not 1'

cat >"$work/small.ini" <<END
[scenario]
title = t
question = q
[load]
connections = 2
[time]
warmup = 10ms
window = 200ms
guard = 10ms
END
compare 2 --live "$MUXBENCH" "$MUXBENCH" "$work/small.ini" --backends nothing
says "unknown backend 'nothing'"
compare 2 --live "$MUXBENCH" "$MUXBENCH" "$work/small.ini" --blocks 61
compare 0 --live --dry-run "$MUXBENCH" "$MUXBENCH" "$work/small.ini" \
    --backends poll,select --blocks 3
grep -q '^rounds    12,' "$work/out" || fault "the plan: $(cat "$work/out")"

# The same program twice. Two blocks have no interval: undecided; 3 when a busy
# machine has spoilt them all.
compare 3,4 --live "$MUXBENCH" "$MUXBENCH" "$work/small.ini" \
    --backends poll,select --blocks 2 --out "$work/live"
a=$(wc -l <"$work/live/a/rounds.jsonl")
b=$(wc -l <"$work/live/b/rounds.jsonl")
# A busy machine may spoil a block, which is then run again.
if [ "$a" -ne "$b" ] || [ "$a" -lt 4 ]; then
    fault "rounds: $a and $b"
fi
for side in a b; do
    "$MUXBENCH" report --no-charts "$work/live/$side" >"$work/out" 2>&1 ||
        fault "report of $side: $(cat "$work/out")"
    # Client and server agree, in each round that counts them.
    ! grep -q 'do not agree' "$work/live/$side/rounds.jsonl" ||
        fault "$(grep 'do not agree' "$work/live/$side/rounds.jsonl")"
done
cat "$work/live/a/rounds.jsonl" "$work/live/b/rounds.jsonl" |
    sed 's/.*"round":\([0-9]*\),.*/\1/' | sort -n | uniq -d |
    grep -q . && fault 'a round stands twice'
if /usr/bin/python3 -c 'from jsonschema import Draft202012Validator' \
    2>/dev/null; then
    /usr/bin/python3 tests/support_schema.py files "$work/live/a" \
        "$work/live/b" >"$work/out" || fault "schema: $(cat "$work/out")"
fi
compare 3,4 "$work/live/a" "$work/live/b"
# Loads at a given rate: the due times are the same in both builds, and what the
# server pushes is stamped by it. Whether a round counts is up to the machine.
for mode in rate push; do
    paced $mode 500 300ms
    compare 3,4 --live "$MUXBENCH" "$MUXBENCH" "$work/$mode.ini" \
        --backends poll --blocks 1 --out "$work/$mode"
    cat "$work/$mode/a/rounds.jsonl" "$work/$mode/b/rounds.jsonl" >"$work/both"
    grep -q '"rate":500,"due":[1-9]' "$work/both" ||
        fault "$mode: nothing was due: $(cat "$work/both")"
    [ $mode = rate ] && key=response || key=reaction
    grep -q "\"$key\":{\"min\":[1-9]" "$work/both" ||
        fault "$mode: no times: $(cat "$work/both")"
done
# A build from before rates says nothing of them.
cat >"$work/before" <<END
#!/bin/sh
"$MUXBENCH" "\$@" | sed 's/"rates":[a-z ]*,//; s/"rates": [a-z]*,//'
END
chmod +x "$work/before"
compare 3 --live "$MUXBENCH" "$work/before" "$work/rate.ini" --backends poll
says 'from after one of the builds'

# Nor one from before hogs of them: it would run another load.
sed 's/^rate = 500/&\
hog = 1ms/' "$work/rate.ini" >"$work/hog.ini"
cat >"$work/early" <<END
#!/bin/sh
"$MUXBENCH" "\$@" | sed 's/"hog":[a-z ]*,//; s/"hog": [a-z]*,//'
END
chmod +x "$work/early"
compare 3 --live "$MUXBENCH" "$work/early" "$work/hog.ini" --backends poll
says "scenario 'hog' has a hog, which is from after one of the builds"
compare 2 --live --seed 0xg "$MUXBENCH" "$MUXBENCH" "$work/small.ini"
says "compare: --seed '0xg': must be"

# Saturation is found in runs alone.
sed 's/^rate = 500/rate = 50%/' "$work/rate.ini" >"$work/share.ini"
compare 3 --live "$MUXBENCH" "$MUXBENCH" "$work/share.ini" --backends poll
says 'put numbers into a file'

compare 3 --live "$MUXBENCH" "$MUXBENCH" "$work/small.ini" --backends poll \
    --blocks 1 --out "$work/live"
says 'not empty'

# A build whose client gives no record: each round fails, and says why.
cat >"$work/mute" <<END
#!/bin/sh
[ "\$2" = --hello ] && exec "$MUXBENCH" client --hello
echo no record
END
chmod +x "$work/mute"
compare 3,4 --live "$MUXBENCH" "$work/mute" "$work/small.ini" --backends poll \
    --blocks 1 --out "$work/mute.d"
grep -q "client's record cannot be read" "$work/mute.d/b/rounds.jsonl" ||
    fault "$(cat "$work/mute.d/b/rounds.jsonl")"
exit $((faults > 0))
