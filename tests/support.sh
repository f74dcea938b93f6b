# shellcheck shell=sh
# What tests in shell share; they source it first. It goes to the root of the
# tree and gives: $MUXBENCH, the program; $work, a directory of the test's own,
# which is gone after it; fault, which tells of a fault and counts it in
# $faults; paced, which writes a scenario. A test that has more to end defines
# at_end.
set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C
export LC_ALL
MUXBENCH=${MUXBENCH:-$PWD/muxbench}
[ -x "$MUXBENCH" ] || { echo "no program: $MUXBENCH"; exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/$(basename "$0" .sh)-test.XXXXXX") || exit 2
# shellcheck disable=SC2034 # the test looks at it
faults=0

at_end()
{
    :
}
trap 'at_end; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fault()
{
    echo "FAULT: $*"
    faults=$((faults + 1))
}

# paced MODE RATE WINDOW: $work/MODE.ini, of four connections and mode rate or
# push.
paced()
{
    cat >"$work/$1.ini" <<END
[scenario]
title = t
question = q
mode = $1
[load]
connections = 4
rate = $2
[target]
path = $([ "$1" = push ] && echo /push/128 || echo /bytes/128)
[time]
warmup = 20ms
window = $3
quick-window = $3
END
}
