# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '64 connections, 4000/s'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = " '0.70 (no interval, n = 1)' '2.62 (no interval, n = 1)' '3.02 (no interval, n = 1)' '6.37 (no interval, n = 1)' '2.87 (no interval, n = 1)' '385 (no interval, n = 1)' '3.33 (no interval, n = 1)' '3.32 (no interval, n = 1)' '3.35 (no interval, n = 1)' '3.35 (no interval, n = 1)' '3.35 (no interval, n = 1)' '3.35 (no interval, n = 1)' '3.36 (no interval, n = 1)' '3.34 (no interval, n = 1)' '7.35 (no interval, n = 1)' '3.13 (no interval, n = 1)' '2.56 (no interval, n = 1)' '2.49 (no interval, n = 1)' '5.38 (no interval, n = 1)' '2.31 (no interval, n = 1)' '1.46 (no interval, n = 1)' '1.50 (no interval, n = 1)' '1.86 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 400
x_log = 0
x_tics = "'0' 0, '50' 50, '100' 100, '150' 150, '200' 200, '250' 250, '300' 300, '350' 350, '400' 400"
x_label = "system calls per request"
name = "hog-calls"
title = "hog: system calls of the client per request"
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
note_1 = "Hollow marks with a bar are suspect, see Validity: all at conns=64/rate=4000."
notes = 1
