# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '64 connections, 2500/s'"
series = 1
keys = " 'context switches/request'"
gaps = ""
values = " '0.81 (0.80 to 0.82)' '1.74 (1.71 to 1.78)' '2.19 (2.19 to 2.20)' '1.70 (1.58 to 1.83)' '1.23 (1.18 to 1.28)' '1.04 (1.04 to 1.05)' '1.47 (1.42 to 1.49)' '1.48 (1.46 to 1.49)' '1.58 (1.55 to 1.60)' '1.56 (1.54 to 1.58)' '1.57 (1.55 to 1.59)' '1.57 (1.55 to 1.59)' '1.56 (1.55 to 1.58)' '1.57 (1.55 to 1.58)' '1.56 (1.54 to 1.58)' '1.62 (1.61 to 1.64)' '0.56 (0.55 to 0.56)' '0.54 (0.53 to 0.55)' '0.63 (0.62 to 0.63)' '0.64 (0.63 to 0.65)' '1.55 (1.53 to 1.56)' '1.56 (1.54 to 1.57)' '4.26 (4.20 to 4.34)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 4.5
x_log = 0
x_tics = "'0' 0, '0.5' 0.5, '1' 1, '1.5' 1.5, '2' 2, '2.5' 2.5, '3' 3, '3.5' 3.5, '4' 4, '4.5' 4.5"
x_label = "context switches per request"
name = "slow-switches"
title = "slow: context switches of the client per request"
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
note_1 = "Saturated at conns=64/rate=2500: sequential."
note_2 = "Saturated at conns=64/rate=2500: processes."
notes = 2
