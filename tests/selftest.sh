#!/bin/sh
# selftest: usage, a short A/A test, its rates in a report.
set -u
cd "$(dirname "$0")/.." || exit 2
: "${MUXBENCH:=$PWD/muxbench}"
work=$(mktemp -d "${TMPDIR:-/tmp}/muxbench-selftest.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

fault()
{
    cat "$work/said"
    echo "$*"
    exit 1
}

# refuses WORDS ARGUMENT...: exit status 2 and one line with these words.
refuses()
{
    words=$1
    shift
    "$MUXBENCH" selftest "$@" >"$work/said" 2>&1
    [ $? -eq 2 ] || fault "selftest $*: not refused"
    grep -q "^muxbench: selftest.*$words" "$work/said" ||
        fault "selftest $*: '$words' is not said"
}

refuses 'aa or truth'
refuses "did you mean 'truth'" trut
refuses "did you mean 'epoll'" truth epol
refuses 'does no IO' truth null
refuses 'does no IO' aa --backend null
refuses 'from 2 to 8' aa --rows 1
refuses 'from 12 to 12000' aa --blocks 11
refuses 'not a time' aa --budget 5
refuses 'is too many' aa poll
refuses 'cannot make it' aa --out "$work/not/there"
: >"$work/file"
refuses 'Not a directory' aa --out "$work/file/x"
for test in aa truth; do
    "$MUXBENCH" selftest $test --help | grep -q 'exit status is 0' ||
        fault "selftest $test --help"
done

cp tests/golden/run/* "$work"
"$MUXBENCH" selftest aa --backend poll --rows 2 --blocks 12 --out "$work" \
    >"$work/said" 2>&1
case $? in
0) ;;
*)
    # A busy machine may starve the clients; the test says so.
    grep -q 'window' "$work/said" && {
        echo 'this machine is too busy for rounds of 150 ms'
        exit 77
    }
    fault 'selftest aa'
    ;;
esac
grep -q 'compatible with at most 5 %' "$work/said" || fault 'no verdict'
"$MUXBENCH" report --no-charts "$work" >"$work/said" 2>&1 || fault 'no report'
grep -q 'False differences, by muxbench selftest aa: poll under 2 names, 1 ' \
    "$work/report.md" || fault 'the report does not tell'
grep -q 'requests/s: 0 of 1, 0.0 % (0.0 to 97.5)' "$work/report.html" ||
    fault 'the report has no rates'
echo '{"v": 1}' >"$work/selftest-aa.json"
"$MUXBENCH" report --no-charts "$work" >"$work/said" 2>&1 || fault 'no report'
grep -q 'not what muxbench selftest aa writes' "$work/report.md" ||
    fault 'a wrong file is taken for a right one'
