# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '64 connections, 2500/s'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '0.81 (no interval, n = 1)' '3.83 (no interval, n = 1)' '3.00 (no interval, n = 1)' '2.86 (no interval, n = 1)' '2.14 (no interval, n = 1)' '625 (no interval, n = 1)' '3.29 (no interval, n = 1)' '3.30 (no interval, n = 1)' '3.42 (no interval, n = 1)' '3.42 (no interval, n = 1)' '3.44 (no interval, n = 1)' '3.41 (no interval, n = 1)' '3.40 (no interval, n = 1)' '3.40 (no interval, n = 1)' '7.39 (no interval, n = 1)' '3.38 (no interval, n = 1)' '2.54 (no interval, n = 1)' '2.49 (no interval, n = 1)' '5.65 (no interval, n = 1)' '2.61 (no interval, n = 1)' '1.57 (no interval, n = 1)' '1.71 (no interval, n = 1)' '2.18 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 700
x_log = 0
x_tics = "'0' 0, '100' 100, '200' 200, '300' 300, '400' 400, '500' 500, '600' 600, '700' 700"
x_label = "system calls per request"
name = "slow-calls"
title = "slow: system calls of the client per request"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: counted in a round of its own, which is not timed and has no interval"
subtitles = 2
note_1 = "Saturated at conns=64/rate=2500: sequential."
note_2 = "Saturated at conns=64/rate=2500: processes."
notes = 2
