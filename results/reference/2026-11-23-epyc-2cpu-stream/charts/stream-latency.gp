# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 1
heads = " '16 connections'"
series = 3
keys = " 'p50' 'p99' 'p99.9'"
gaps = ""
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 12389506.8
x_high = 26111998.7
x_log = 1
x_tics = "'20 ms' 20000000"
x_label = "service time (log scale)"
name = "stream-latency"
title = "stream: service time, p50, p99 and p99.9"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: Hodges-Lehmann estimate over 6 to 14 rounds, bar: 95 % interval"
subtitles = 2
note_1 = "Too few requests a round for p99 at conns=16/pieces=16: sequential."
note_2 = "Too few requests a round for p99.9 at conns=16/pieces=16: sequential, threads, pool, processes, spin, select, poll,"
note_3 = "epoll, epoll-et, callbacks, generators, coroutines, coroutines-ucontext, coroutines-uring, libev, libuv, libevent,..."
notes = 3
