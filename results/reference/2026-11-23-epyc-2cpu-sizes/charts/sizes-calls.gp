# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '16 connections'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '0.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '2.00 (no interval, n = 1)' '22.2 (no interval, n = 1)' '2.09 (no interval, n = 1)' '2.09 (no interval, n = 1)' '2.08 (no interval, n = 1)' '2.08 (no interval, n = 1)' '2.07 (no interval, n = 1)' '2.09 (no interval, n = 1)' '2.09 (no interval, n = 1)' '2.09 (no interval, n = 1)' '4.10 (no interval, n = 1)' '0.53 (no interval, n = 1)' '2.08 (no interval, n = 1)' '2.09 (no interval, n = 1)' '13.5 (no interval, n = 1)' '2.09 (no interval, n = 1)' '0.15 (no interval, n = 1)' '0.36 (no interval, n = 1)' '0.33 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 25
x_log = 0
x_tics = "'0' 0, '5' 5, '10' 10, '15' 15, '20' 20, '25' 25"
x_label = "system calls per request"
name = "sizes-calls"
title = "sizes: system calls of the client per request"
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
note_1 = "Hollow marks with a bar are suspect, see Validity: coroutines-ucontext at conns=16/size=16384."
notes = 1
