# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 1
heads = " '100 connections'"
series = 3
keys = " 'p50' 'p99' 'p99.9'"
gaps = ""
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 14934.7747
x_high = 8656168.51
x_log = 1
x_tics = "'20 us' 20000, '50 us' 50000, '100 us' 100000, '200 us' 200000, '500 us' 500000, '1 ms' 1000000, '2 ms' 2000000, '5 ms' 5000000"
x_label = "service time (log scale)"
name = "faults-latency"
title = "faults: service time, p50, p99 and p99.9"
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
note_1 = "Too few requests a round for p99.9 at conns=100: sequential."
note_2 = "Hollow marks with a bar are suspect, see Validity: sequential at conns=100."
notes = 2
