# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 4
heads = " '0 idle' '100 idle' '1000 idle' '10000 idle'"
series = 3
keys = " 'p50' 'p99' 'p99.9'"
gaps = " '2 1' '2 3' '2 4' '3 1' '3 3' '3 4' '4 1' '4 3' '4 4' '4 6'"
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 12328.7797
x_high = 17006727.5
x_log = 1
x_tics = "'100 us' 100000, '1 ms' 1000000, '10 ms' 10000000"
x_label = "service time (log scale)"
name = "idle-latency"
title = "idle: service time, p50, p99 and p99.9"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: Hodges-Lehmann estimate over 1 to 14 rounds, bar: 95 % interval, hollow: no interval (fewer than 6 rounds)"
subtitles = 2
note_1 = "Missing: sequential at conns=8/idle=100: beyond its limit, 1 request at once."
note_2 = "Missing: pool at conns=8/idle=100: beyond its limit, 16 requests at once."
note_3 = "Missing: processes at conns=8/idle=100: beyond its limit, 16 requests at once."
notes = 3
