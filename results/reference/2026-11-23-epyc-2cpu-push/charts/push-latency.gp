# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 1
heads = " '512 connections, 2000/s'"
series = 3
keys = " 'reaction p50' 'reaction p99' 'reaction p99.9'"
gaps = " '1 1' '1 3' '1 4'"
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 19653.5651
x_high = 622718.75
x_log = 1
x_tics = "'20 us' 20000, '50 us' 50000, '100 us' 100000, '200 us' 200000, '500 us' 500000"
x_label = "reaction time (log scale)"
name = "push-latency"
title = "push: reaction time to a push, p50, p99 and p99.9"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: Hodges-Lehmann estimate over 14 rounds, bar: 95 % interval"
subtitles = 2
note_1 = "Missing: sequential at conns=512/rate=2000: beyond its limit, 1 request at once."
note_2 = "Missing: pool at conns=512/rate=2000: beyond its limit, 16 requests at once."
note_3 = "Missing: processes at conns=512/rate=2000: beyond its limit, 16 requests at once."
notes = 3
