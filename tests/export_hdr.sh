#!/bin/sh
# latency.hlog in HdrHistogram's own tool, HistogramLogProcessor (Debian:
# libhdrhistogram-java): its tags, its intervals and its percentile tables are
# those of rounds.csv and hgrm/.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

jar=${HDRHISTOGRAM_JAR:-/usr/share/java/hdrhistogram.jar}
command -v java >/dev/null || {
    echo 'no java here, to run HdrHistogram in'
    exit 77
}
[ -f "$jar" ] || {
    echo "no $jar here: HDRHISTOGRAM_JAR names another"
    exit 77
}

# 1000: microseconds, as in hgrm/.
process()
{
    java -Xshare:auto -XX:TieredStopAtLevel=1 -cp "$jar" \
        org.HdrHistogram.HistogramLogProcessor \
        -i "$work/latency.hlog" -outputValueUnitRatio 1000 "$@"
}

cp tests/golden/run/* "$work"
"$MUXBENCH" report --no-charts "$work" >/dev/null 2>&1 || exit 1

# Tags and files tell the same cells.
process -listtags | sed 1d | sort >"$work/tags"
for file in "$work"/hgrm/*; do
    basename "$file" .hgrm | tr . /
done | sort >"$work/cells"
diff "$work/tags" "$work/cells" || fault 'the tags are not the files of hgrm/'

# Where the percentile has a 5 at the 13th decimal and ends there, Java rounds
# up and C to even, so it is compared to the 11th.
table()
{
    awk 'NF >= 3 && !/^#/ && $1 != "Value" { $2 = sprintf("%.11f", $2) }
        /^#\[(Overall|StartTime)/ || /^# service time/ { next } { print }' "$1"
}

# Each interval's count and percentiles as `count p50 p90 max`, in ns.
intervals()
{
    sed -n 's/^[0-9.]*: I:\([0-9]*\) ( \([0-9. ]*\) ).*/\1 \2/p' "$1" |
        awk '{ printf "%d %.0f %.0f %.0f\n", $1, $2 * 1000, $3 * 1000,
               $4 * 1000 }'
}

# csv SCENARIO POINT BACKEND TWIN: the same of the rounds that count. No field
# up to these is quoted.
csv()
{
    awk -F , -v cell="$*" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["scenario"] " " $at["point"] " " $at["backend"] " " \
            $at["twin"] == cell && $at["used"] {
            print $at["requests"], $at["p50_ns"], $at["p90_ns"], $at["max_ns"]
        }' "$work/rounds.csv"
}

# A backend that waits, one that is the twin, and the control, whose times are
# some hundred ns.
while read -r scenario point backend twin; do
    row=$backend
    [ "$twin" = 0 ] || row=$backend-twin
    cell=$scenario.$point.$row
    process -tag "$scenario/$point/$row" -o "$work/java" ||
        fault "$cell: HistogramLogProcessor fails"
    table "$work/java.hgrm" >"$work/theirs"
    table "$work/hgrm/$cell.hgrm" >"$work/ours"
    diff "$work/ours" "$work/theirs" || fault "$cell: other percentiles"
    [ "$(wc -l <"$work/ours")" -gt 20 ] || fault "$cell: a short table"
    intervals "$work/java" >"$work/theirs"
    csv "$scenario" "$point" "$backend" "$twin" >"$work/ours"
    diff "$work/ours" "$work/theirs" || fault "$cell: other intervals"
    [ -s "$work/ours" ] || fault "$cell: no interval"
done <<'EOF'
keepalive conns=64 libev 0
churn conns=64 epoll 1
keepalive conns=1 null 0
EOF
exit $((faults > 0))
