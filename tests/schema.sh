#!/bin/sh
# results/schema.json: it names the fields that results/README.md does, the
# files of the golden run and of a real one are valid, wrong ones are not.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

command -v python3 >/dev/null || {
    echo 'no python3 here'
    exit 77
}
python3 tests/support_schema.py fields || exit 1

# The first of them may be one that knows no modules of the system's packages.
validator=''
for python in python3 /usr/bin/python3; do
    $python -c 'from jsonschema import Draft202012Validator' 2>/dev/null &&
        validator=$python
done
[ -n "$validator" ] || {
    echo 'no validator here: Python has no jsonschema 4 (python3-jsonschema)'
    exit 77
}

# What is wrong with one ends it: the rest builds on it.
fault()
{
    cat "$work/said"
    echo "$*"
    exit 1
}

mkdir "$work/golden"
cp tests/golden/run/* "$work/golden"
"$MUXBENCH" report --no-charts "$work/golden" >"$work/said" 2>&1 ||
    fault 'no report of the golden run'

# Both modes, and a run that was gone on with.
cat >"$work/small.ini" <<END
[scenario]
title = t
question = q
[load]
connections = 2
[time]
warmup = 10ms
window = 50ms
guard = 10ms
END
cat >"$work/command.ini" <<END
[scenario]
title = t
question = q
mode = batch
[load]
connections = 4
requests = 8
[target]
path = /delay/5
END
"$MUXBENCH" run "$work/small.ini" "$work/command.ini" --no-report \
    --backends poll,sequential --blocks 2 --out "$work/real" \
    >"$work/said" 2>&1 || fault 'no run'
sed '$d' "$work/real/rounds.jsonl" >"$work/shorter"
cp "$work/shorter" "$work/real/rounds.jsonl"
"$MUXBENCH" run --resume "$work/real" --no-report >"$work/said" 2>&1 ||
    fault 'it was not gone on with'
"$MUXBENCH" report --no-charts "$work/real" >"$work/said" 2>&1 ||
    fault 'no report of the run'
grep -q '"resumed"' "$work/real/manifest.json" || fault 'not resumed'

# Loads at a given rate. Whether a round counts is up to the machine.
paced rate 2000 60ms
paced push 2000 60ms
"$MUXBENCH" run "$work/rate.ini" "$work/push.ini" --no-report \
    --backends poll,sequential --blocks 1 --out "$work/rates" \
    >"$work/said" 2>&1
"$MUXBENCH" report --no-charts "$work/rates" >"$work/said" 2>&1 ||
    fault 'no report of the loads'

$validator tests/support_schema.py files "$work/golden" "$work/real" \
    "$work/rates" || exit 1
$validator tests/support_schema.py refusals "$work/golden"
