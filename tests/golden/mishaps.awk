# Rounds of a run, from a line a cell:
#
#   SCENARIO POINT BACKEND BLOCKS RATE [KEY=VALUE]...
#
# RATE is in requests/s. "BACKEND*" is the twin. Keys: scatter, by which share
# the rate differs from block to block; fail, the blocks that fail, as in 1-4;
# service, connect, response, reaction: fast, slow or few (less than a
# percentile takes); due, backlog; rise=1, in each window; cpu, ns a request, or
# null; memory, bytes a connection; throttled, probe, window, tasks and hottest,
# in ns; kind, of a round besides the blocks.

function times(name)
{
    return (name in value) ? "{\"hdr\":\"" histogram[value[name]] "\"}" : "null"
}

function given(name)
{
    return (name in value) ? value[name] : "null"
}

function bins(    i, text)
{
    if (!("rise" in value))
        return "null"
    for (i = 0; i < 20; i++)
        text = text (i ? "," : "[") 1000 + 20 * i
    return text "]"
}

function failed(block,    ends)
{
    if (!("fail" in value))
        return 0
    split(value["fail"], ends, "-")
    return block >= ends[1] && block <= ends[2]
}

function put_round(block,    rate, bad, twin, backend)
{
    bad = failed(block)
    backend = $3
    twin = sub(/\*$/, "", backend) ? "true" : "false"
    rate = $5 * (1 + value["scatter"] * wobble[(block - 1) % 12 + 1])
    printf "{\"v\":1,\"round\":%d,\"block\":%d,\"order\":%d,", ++rounds, block,
        FNR
    printf "\"scenario\":\"%s\",\"point\":\"%s\",\"connections\":8,", $1, $2
    printf "\"threads\":1,\"backend\":\"%s\",\"twin\":%s,", backend, twin
    if ("kind" in value)
        printf "\"kind\":\"%s\",", value["kind"]
    printf "\"ok\":%s,\"reason\":%s,\"uses\":\"\",", bad ? "false" : "true",
        bad ? "\"refused, at once\"" : "null"
    printf "\"at_ns\":%d000000,\"probe_ns\":%s,\"window_asked_ns\":1000000000,",
        1200 * rounds, ("probe" in value) ? value["probe"] + block * 100 : "null"
    printf "\"window_ns\":%d,\"requests\":%d,\"body_bytes\":%d,\"errors\":{},",
        ("window" in value) ? value["window"] : 1000000000, rate, 128 * rate
    printf "\"bins\":%s,\"service\":%s,\"connect\":%s,\"response\":%s,", bins(),
        times("service"), times("connect"), times("response")
    printf "\"reaction\":%s,\"load\":{\"rate\":null,\"due\":%s,\"backlog\":%s},",
        times("reaction"), given("due"), given("backlog")
    printf "\"client\":{\"cpu_user_ns\":%s,\"cpu_sys_ns\":0,",
        value["cpu"] == "null" ? "null" : \
        sprintf("%d", rate * (value["cpu"] ? value["cpu"] : 5000))
    printf "\"switches_voluntary\":9,\"switches_forced\":1,\"tasks_ns\":%s},",
        given("tasks")
    printf "\"server\":{\"cpu_ns\":200000000,\"connections\":null,"
    printf "\"requests\":null,\"body_bytes\":null,\"switches_voluntary\":null,"
    printf "\"switches_forced\":null,\"hottest_ns\":%s},", given("hottest")
    printf "\"platform\":{\"watched_ns\":1000000000,\"throttled_ns\":%s},",
        given("throttled")
    printf "\"total\":{\"ok\":null,\"failed\":null,\"body_bytes\":null,"
    printf "\"opened\":null,\"retried\":null},\"connected_most\":8,"
    printf "\"makespan_ns\":null,\"slowest_ns\":null,\"sum_ns\":null"
    if ("memory" in value)
        printf ",\"memory\":{\"few\":10,\"many\":110,\"user_few\":0," \
            "\"user_many\":%d,\"kernel_few\":0,\"kernel_many\":200000}",
            100 * value["memory"] + 1000 * wobble[block]
    print "}"
}

BEGIN {
    split(".3 -.7 .5 -.2 .9 -.4 .1 -.9 .6 -.5 .8 -.6", wobble, " ")
    histogram["fast"] = "HISTFAAAACt4nJNpmSzMwMDAyQABzFCaEch0M9ixgMH+A0Rgae2CTUyXJRawAQCNewhb"
    histogram["slow"] = "HISTFAAAACx4nJNpmSzMwMDAxQABzFCaEch0M9ixgMH+A0Tgdyvjgk1Me6UWsAEAlnYIpw=="
    histogram["few"] = "HISTFAAAACh4nJNpmSzMwMDAzgABzFCaEch0M9ixgMH+A0RgaRNj0kRJJgB4YQaI"
}
/^#/ || NF == 0 { next }
{
    split("", value)
    for (i = 6; i <= NF; i++)
        value[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
    for (block = 1; block <= $4; block++)
        put_round(block)
}
