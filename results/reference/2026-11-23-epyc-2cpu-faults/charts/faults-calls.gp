# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 22
panels = 1
heads = " '100 connections'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '2.08 (no interval, n = 1)' '2.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '14.0 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '4.02 (no interval, n = 1)' '0.12 (no interval, n = 1)' '2.02 (no interval, n = 1)' '2.02 (no interval, n = 1)' '5.04 (no interval, n = 1)' '2.02 (no interval, n = 1)' '0.05 (no interval, n = 1)' '0.10 (no interval, n = 1)' '0.08 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 16
x_log = 0
x_tics = "'0' 0, '2' 2, '4' 4, '6' 6, '8' 8, '10' 10, '12' 12, '14' 14, '16' 16"
x_label = "system calls per request"
name = "faults-calls"
title = "faults: system calls of the client per request"
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
note_1 = "Hollow marks with a bar are suspect, see Validity: sequential at conns=100."
notes = 1
