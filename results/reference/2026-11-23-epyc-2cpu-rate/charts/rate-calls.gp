# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 4
heads = " '64 connections, 8491/s' '64 connections, 42453/s' '64 connections, 67924/s' '64 connections, 93396/s'"
series = 1
keys = " 'system calls/request'"
gaps = ""
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 150
x_log = 0
x_tics = "'0' 0, '50' 50, '100' 100, '150' 150"
x_label = "system calls per request"
name = "rate-calls"
title = "rate: system calls of the client per request"
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
note_1 = "Saturated at conns=64/rate=50%: spin."
note_2 = "Saturated at conns=64/rate=80%: sequential."
note_3 = "Saturated at conns=64/rate=80%: threads."
notes = 3
