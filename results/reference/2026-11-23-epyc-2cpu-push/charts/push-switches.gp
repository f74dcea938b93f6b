# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 22
panels = 1
heads = " '512 connections, 2000/s'"
series = 1
keys = " 'context switches/request'"
gaps = " '1 1' '1 3' '1 4'"
values = " '-' '1.31 (1.30 to 1.32)' '-' '-' '1.70 (1.68 to 1.71)' '1.65 (1.63 to 1.67)' '1.61 (1.58 to 1.64)' '1.16 (1.15 to 1.17)' '1.15 (1.13 to 1.16)' '1.16 (1.14 to 1.17)' '1.18 (1.17 to 1.19)' '1.18 (1.16 to 1.19)' '1.19 (1.17 to 1.20)' '1.21 (1.20 to 1.22)' '1.22 (1.21 to 1.24)' '1.18 (1.17 to 1.19)' '1.22 (1.21 to 1.23)' '1.32 (1.31 to 1.33)' '1.20 (1.19 to 1.21)' '0.84 (0.83 to 0.85)' '0.85 (0.85 to 0.86)' '3.97 (3.89 to 4.01)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 4.5
x_log = 0
x_tics = "'0' 0, '0.5' 0.5, '1' 1, '1.5' 1.5, '2' 2, '2.5' 2.5, '3' 3, '3.5' 3.5, '4' 4, '4.5' 4.5"
x_label = "context switches per request"
name = "push-switches"
title = "push: context switches of the client per request"
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
note_1 = "Missing: sequential at conns=512/rate=2000: beyond its limit, 1 request at once."
note_2 = "Missing: pool at conns=512/rate=2000: beyond its limit, 16 requests at once."
note_3 = "Missing: processes at conns=512/rate=2000: beyond its limit, 16 requests at once."
notes = 3
