# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '16 connections'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '0.00 (no interval, n = 1)' '16.7 (no interval, n = 1)' '16.1 (no interval, n = 1)' '16.0 (no interval, n = 1)' '16.3 (no interval, n = 1)' '1433 (no interval, n = 1)' '18.3 (no interval, n = 1)' '18.0 (no interval, n = 1)' '20.1 (no interval, n = 1)' '20.1 (no interval, n = 1)' '20.4 (no interval, n = 1)' '20.3 (no interval, n = 1)' '20.4 (no interval, n = 1)' '19.7 (no interval, n = 1)' '46.7 (no interval, n = 1)' '6.28 (no interval, n = 1)' '20.3 (no interval, n = 1)' '19.7 (no interval, n = 1)' '34.0 (no interval, n = 1)' '20.2 (no interval, n = 1)' '5.32 (no interval, n = 1)' '7.06 (no interval, n = 1)' '0.90 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 1600
x_log = 0
x_tics = "'0' 0, '200' 200, '400' 400, '600' 600, '800' 800, '1000' 1000, '1200' 1200, '1400' 1400, '1600' 1600"
x_label = "system calls per request"
name = "stream-calls"
title = "stream: system calls of the client per request"
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
note_1 = "Hollow marks with a bar are suspect, see Validity: sequential, threads, pool, processes, select, poll, epoll, epoll"
note_2 = "(twin), epoll-et, callbacks, generators, coroutines, coroutines-ucontext, coroutines-uring, libev, libuv, libevent,"
note_3 = "libevent-raw, io_uring, io_uring-multishot, io_uring-sqpoll at conns=16/pieces=16."
notes = 3
