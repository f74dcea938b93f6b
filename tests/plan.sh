#!/bin/sh
# muxbench run: what the plan says before anything is run, and which options
# go together.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

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

# expect STATUS TEXT ARGUMENT...: run ends so and says that.
expect()
{
    status=$1
    text=$2
    shift 2
    "$MUXBENCH" run "$@" >"$work/out" 2>&1
    got=$?
    if [ $got -ne "$status" ] || ! grep -q -- "$text" "$work/out"; then
        echo "FAULT: muxbench run $*: status $got, and not '$text' in:"
        cat "$work/out"
        faults=$((faults + 1))
    fi
}

small="$work/small.ini --backends poll,select"
# shellcheck disable=SC2086
{
expect 0 '12 to 40 blocks in random order' $small --dry-run
expect 0 'rounds    36 to 120, in about' $small --dry-run
expect 0 'a point is left when all its ratios' $small --dry-run
expect 0 'pilot     none: a dry run' $small --dry-run
expect 0 'it hides: ' $small --dry-run
expect 0 '20 to 60 blocks' $small --dry-run --profile publish
expect 0 '6 blocks in random order' $small --dry-run --profile quick
expect 0 'rounds    9, in about' $small --dry-run --blocks 3
expect 0 'enough for about' $small --dry-run --budget 5s
# With the capacity where the server has a CPU of its own.
expect 0 'besides   [24] rounds in about' $small --dry-run
expect 0 'besides   [24] rounds' $small --dry-run --profile quick --syscalls
expect 0 'without   [24] rounds for' $small --dry-run --budget 1ms
expect 2 "budget '0s': must be a number with one of the units" --budget 0s
expect 2 "budget 'soon': must be" --budget soon
expect 2 'takes everything from' --resume "$work" --no-pilot
expect 2 'takes everything from' --resume "$work" --budget 5s
expect 2 'there are: quick, standard, publish' --profile slow
# A round may be starved on a busy machine: the status is not looked at.
"$MUXBENCH" run $small --blocks 1 --no-report --out "$work/run" \
    >"$work/out" 2>&1
grep -q 'the plan said' "$work/out" ||
    { echo "FAULT: it is not said how the plan was kept"; faults=1; }
# A budget that holds nothing ends the run, and says so.
expect 0 '1 ended by the budget' $small --budget 1ms --no-report \
    --out "$work/none"
}
grep -q '"stopped": "fixed"' "$work/run/manifest.json" ||
    { echo "FAULT: the manifest does not say how the run ended"; faults=1; }
grep -q '"stopped": "budget"' "$work/none/manifest.json" ||
    { echo "FAULT: the manifest does not tell of the budget"; faults=1; }
grep -q '"extra_left_out": [24]' "$work/none/manifest.json" ||
    { echo "FAULT: what the budget did not hold is not told"; faults=1; }
if [ ! -s "$work/run/extra.jsonl" ] || [ -e "$work/none/extra.jsonl" ]; then
    echo "FAULT: other rounds besides the blocks than planned"
    faults=1
fi
[ $faults -eq 0 ]
