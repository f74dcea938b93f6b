# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '64 connections'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '0.00 (no interval, n = 1)' '11.0 (no interval, n = 1)' '11.0 (no interval, n = 1)' '11.0 (no interval, n = 1)' '11.0 (no interval, n = 1)' '32.4 (no interval, n = 1)' '8.07 (no interval, n = 1)' '7.07 (no interval, n = 1)' '9.07 (no interval, n = 1)' '9.07 (no interval, n = 1)' '8.05 (no interval, n = 1)' '9.25 (no interval, n = 1)' '9.11 (no interval, n = 1)' '9.07 (no interval, n = 1)' '15.2 (no interval, n = 1)' '3.11 (no interval, n = 1)' '10.3 (no interval, n = 1)' '11.3 (no interval, n = 1)' '13.2 (no interval, n = 1)' '10.1 (no interval, n = 1)' '3.22 (no interval, n = 1)' '3.07 (no interval, n = 1)' '3.48 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 35
x_log = 0
x_tics = "'0' 0, '5' 5, '10' 10, '15' 15, '20' 20, '25' 25, '30' 30, '35' 35"
x_label = "system calls per request"
name = "churn-calls"
title = "churn: system calls of the client per request"
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
note_1 = "Hollow marks with a bar are suspect, see Validity: epoll-et at conns=64."
notes = 1
