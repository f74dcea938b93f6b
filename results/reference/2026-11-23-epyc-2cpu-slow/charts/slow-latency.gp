# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 1
heads = " '64 connections, 2500/s'"
series = 3
keys = " 'response p50' 'response p99' 'response p99.9'"
gaps = " '1 1' '1 4'"
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 2886837.22
x_high = 59452504
x_log = 1
x_tics = "'5 ms' 5000000, '10 ms' 10000000, '20 ms' 20000000, '50 ms' 50000000"
x_label = "response time (log scale)"
name = "slow-latency"
title = "slow: response time from when it was due, p50, p99 and p99.9"
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
note_1 = "Saturated at conns=64/rate=2500: sequential."
note_2 = "Saturated at conns=64/rate=2500: processes."
note_3 = "Too few requests a round for response p99.9 at conns=64/rate=2500: threads, pool, spin, select, poll, epoll, epoll-et,..."
notes = 3
