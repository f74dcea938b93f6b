#!/bin/sh
# rounds.csv, read by a strict reader, holds what rounds.jsonl does.
# shellcheck source=tests/support.sh
. "$(dirname "$0")/support.sh"

command -v python3 >/dev/null || {
    echo 'no python3 here, whose csv module is the reader'
    exit 77
}

# The third round uses what has to be quoted.
cp tests/golden/run/manifest.json tests/golden/run/extra.jsonl "$work"
sed '3s/"uses":"[^"]*"/"uses":"a, \\"b\\"\\r\\nc"/' \
    tests/golden/run/rounds.jsonl >"$work/rounds.jsonl"
"$MUXBENCH" report --no-charts "$work" >/dev/null 2>&1 || exit 1

python3 - "$work" <<'EOF'
import csv, json, sys

work = sys.argv[1]
with open(work + "/rounds.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file, strict=True, restkey="more"))
records = []
for name in "rounds.jsonl", "extra.jsonl":
    for line in open(work + "/" + name, encoding="utf-8"):
        try:
            records.append(json.loads(line))
        except ValueError:
            pass  # cut off
summary = json.load(open(work + "/summary.json", encoding="utf-8"))

def text(value):
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)

def expected(record):
    """All fields but `used`, as text; floats for what is computed."""
    line = {key: value for key, value in record.items()
            if not isinstance(value, dict) and key != "v"}
    service = record["service"] or {}
    for key in "min", "mean", "p50", "p90", "p99", "p999", "max":
        line[key + "_ns"] = service.get(key)
    client = record["client"] or {}
    for key in ("cpu_user_ns", "cpu_sys_ns", "switches_voluntary",
                "switches_forced"):
        line[key] = client.get(key)
    load = record.get("load") or {}
    for key in "rate", "due", "backlog", "scheduled", "not_begun":
        line[key] = load.get(key)
    late = (load.get("backlog") or 0) > (load.get("due") or 0) // 100
    for times, keys in (("response", ("p50", "p99", "p999")),
                        ("lag", ("p99",)),
                        ("reaction", ("p50", "p99", "p999")),
                        ("connect", ("p50", "p99"))):
        for key in keys:
            value = (record.get(times) or {}).get(key)
            line["%s_%s_ns" % (times, key)] = None if late else value
    for key in "calls", "tasks_ns":
        line[key] = client.get(key)
    for key in "cpu_ns", "wait_ns", "hottest_ns":
        line["server_" + key] = (record["server"] or {}).get(key)
    for key in ("watched_ns", "steal_ns", "throttled", "throttled_ns",
                "others_cpu_ns", "stall_ns", "stalls", "listen_overflows",
                "listen_drops", "retransmits"):
        line[key] = (record.get("platform") or {}).get(key)
    for key in ("few", "many", "user_few", "user_many", "kernel_few",
                "kernel_many"):
        line["memory_" + key] = (record.get("memory") or {}).get(key)
    for key in "stalled", "cut", "wrong":
        key = "ordered_" + key
        line[key] = (record.get("total") or {}).get(key)
    line.setdefault("kind", "timed")
    line.setdefault("fault", None)
    line["errors"] = sum(record["errors"].values())
    return {key: text(value) for key, value in line.items()}

def near(cell, value):
    return abs(float(cell) - value) <= .0005001

assert len(rows) == len(records) > 100, (len(rows), len(records))
assert rows[2]["uses"] == 'a, "b"\r\nc', rows[2]["uses"]
for row, record in zip(rows, records):
    wanted = expected(record)
    for key, cell in row.items():
        where = "round %d, %s: '%s'" % (record["round"], key, cell)
        if key == "requests_per_s":
            rate = (record["window_ns"] and
                    record["requests"] / record["window_ns"] * 1e9)
            assert near(cell, rate) if rate else cell == "", where
        elif key == "cpu_ns_per_request":
            n = record["requests"] and record["client"]
            cpu = n and (record["client"]["cpu_user_ns"] +
                         record["client"]["cpu_sys_ns"]) / record["requests"]
            assert near(cell, cpu) if cpu else cell == "", where
        elif key == "used":
            assert cell in ("0", "1"), where
        elif key in wanted:
            assert cell == wanted[key], where + ", not " + wanted[key]
        else:
            sys.exit(where + " is in no record")
used = sum(row["used"] == "1" for row in rows)
counted = sum(row["used"] for point in summary["points"]
              for row in point["rows"])
assert 0 < used == counted < len(rows), (used, counted)
assert not any(row["used"] == "1" and row["kind"] != "timed" for row in rows)
kinds = {row["kind"] for row in rows}
assert kinds == {"timed", "capacity", "instrumented"}, kinds
EOF
