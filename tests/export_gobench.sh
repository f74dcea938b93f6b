#!/bin/sh
# gobench.txt in benchstat (golang.org/x/perf/cmd/benchstat), which reads every
# line and shows our medians. test_report_exports checks the text without it.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

command -v benchstat >/dev/null || {
    echo 'no benchstat here (golang.org/x/perf/cmd/benchstat)'
    exit 77
}

cp tests/golden/run/* "$work"
"$MUXBENCH" report --no-charts "$work" >/dev/null 2>&1 || exit 1

benchstat -format csv "$work/gobench.txt" >"$work/table" 2>"$work/said" ||
    fault "exit status $?: $(cat "$work/said")"
# It names a line that it cannot read. It also asks for more rounds, which is
# no fault of the text.
grep -v 'need >= [0-9]* samples' "$work/said" && fault 'it complains'
[ "$(grep -c '^system: Linux' "$work/table")" = 1 ] ||
    fault 'the results stand in tables apart'

# medians: `unit scenario/point/backend median` of every row that it shows.
medians()
{
    awk -F , '
        /^,[a-z]/ { unit = $2; next }
        /^[A-Z]/ { print unit, $1, $2 }' "$work/table" | sort
}

# wanted: the same from the lines.
wanted()
{
    awk '/^Benchmark/ {
            for (i = 3; i < NF; i += 2)
                print $(i + 1), substr($1, 10), $i
        }' "$work/gobench.txt" | sort -k 1,2 -k 3,3g |
        awk '
            function flush() {
                if (n) printf "%s %.12g\n", key,
                    (value[int((n + 1) / 2)] + value[int(n / 2) + 1]) / 2
                n = 0
            }
            $1 " " $2 != key { flush(); key = $1 " " $2 }
            { value[++n] = $3 }
            END { flush() }' | sort
}

medians >"$work/theirs"
wanted >"$work/ours"
[ "$(wc -l <"$work/ours")" -gt 100 ] || fault 'few medians'
# To nine digits: benchstat writes as many as a double has.
paste -d ' ' "$work/ours" "$work/theirs" | awk '
    $1 != $4 || $2 != $5 || ($3 - $6) ^ 2 > (1e-9 * $3) ^ 2 { print; n++ }
    END { exit n > 0 }' || fault 'other medians'

# Rows side by side, as results/README.md has it.
benchstat -col /backend -filter '/backend:(epoll OR libev) .name:Keepalive' \
    "$work/gobench.txt" >"$work/columns" || fault "-col /backend: exit status $?"
grep -q '^Keepalive/conns=64 .*p=0\.[0-9]* n=6' "$work/columns" ||
    fault "-col /backend: $(cat "$work/columns")"
exit $((faults > 0))
