# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 4
heads = " '0 idle' '100 idle' '1000 idle' '10000 idle'"
series = 1
keys = " 'context switches/request'"
gaps = " '2 1' '2 2' '2 4' '2 5' '3 1' '3 2' '3 4' '3 5' '4 1' '4 2' '4 4' '4 5' '4 7'"
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 1.5
x_log = 0
x_tics = "'0' 0, '0.5' 0.5, '1' 1, '1.5' 1.5"
x_label = "context switches per request"
name = "idle-switches"
title = "idle: context switches of the client per request"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: Hodges-Lehmann estimate over 14 rounds, bar: 95 % interval"
subtitles = 2
note_1 = "Missing: null at conns=8/idle=100: beyond its limit, no IO, no idle connection."
note_2 = "Missing: sequential at conns=8/idle=100: beyond its limit, 1 request at once."
note_3 = "Missing: pool at conns=8/idle=100: beyond its limit, 16 requests at once."
notes = 3
