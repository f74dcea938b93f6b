# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 22
panels = 1
heads = " '512 connections, 2000/s'"
series = 1
keys = " 'system calls/request'"
gaps = " '1 1' '1 3' '1 4'"
values = " '-' '2.80 (no interval, n = 1)' '-' '-' '687 (no interval, n = 1)' '2.78 (no interval, n = 1)' '2.80 (no interval, n = 1)' '2.89 (no interval, n = 1)' '2.89 (no interval, n = 1)' '2.90 (no interval, n = 1)' '2.88 (no interval, n = 1)' '2.90 (no interval, n = 1)' '2.90 (no interval, n = 1)' '4.90 (no interval, n = 1)' '1.88 (no interval, n = 1)' '2.92 (no interval, n = 1)' '2.89 (no interval, n = 1)' '6.77 (no interval, n = 1)' '2.89 (no interval, n = 1)' '0.84 (no interval, n = 1)' '0.98 (no interval, n = 1)' '1.58 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 800
x_log = 0
x_tics = "'0' 0, '100' 100, '200' 200, '300' 300, '400' 400, '500' 500, '600' 600, '700' 700, '800' 800"
x_label = "system calls per request"
name = "push-calls"
title = "push: system calls of the client per request"
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
note_1 = "Missing: sequential at conns=512/rate=2000: beyond its limit, 1 request at once."
note_2 = "Missing: pool at conns=512/rate=2000: beyond its limit, 16 requests at once."
note_3 = "Missing: processes at conns=512/rate=2000: beyond its limit, 16 requests at once."
notes = 3
