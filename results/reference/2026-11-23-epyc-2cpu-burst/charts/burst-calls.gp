# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '1000 connections, 4000/s'"
series = 1
keys = " 'system calls/request'"
gaps = " '1 23'"
values = " '0.00 (no interval, n = 1)' '11.0 (no interval, n = 1)' '12.4 (no interval, n = 1)' '11.1 (no interval, n = 1)' '11.0 (no interval, n = 1)' '9.48 (no interval, n = 1)' '8.17 (no interval, n = 1)' '7.22 (no interval, n = 1)' '9.27 (no interval, n = 1)' '9.27 (no interval, n = 1)' '8.01 (no interval, n = 1)' '8.91 (no interval, n = 1)' '9.33 (no interval, n = 1)' '9.40 (no interval, n = 1)' '16.8 (no interval, n = 1)' '2.89 (no interval, n = 1)' '9.04 (no interval, n = 1)' '10.4 (no interval, n = 1)' '12.7 (no interval, n = 1)' '9.97 (no interval, n = 1)' '3.12 (no interval, n = 1)' '3.08 (no interval, n = 1)' '-'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 18
x_log = 0
x_tics = "'0' 0, '2' 2, '4' 4, '6' 6, '8' 8, '10' 10, '12' 12, '14' 14, '16' 16, '18' 18"
x_label = "system calls per request"
name = "burst-calls"
title = "burst: system calls of the client per request"
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
note_1 = "Not measured, system calls/request at conns=1000/rate=4000: io_uring-sqpoll."
notes = 1
