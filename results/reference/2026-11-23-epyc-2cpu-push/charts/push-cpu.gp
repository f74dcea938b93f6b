# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 22
panels = 1
heads = " '512 connections, 2000/s'"
series = 1
keys = " 'CPU/request'"
gaps = " '1 1' '1 3' '1 4'"
values = " '-' '22.7 us (21.8 to 23.5)' '-' '-' '452 us (444 to 460)' '133 us (130 to 136)' '132 us (126 to 133)' '18.3 us (17.4 to 18.9)' '18.6 us (17.9 to 19.2)' '17.3 us (16.5 to 18.3)' '18.5 us (17.9 to 19.0)' '18.9 us (18.2 to 19.5)' '19.7 us (19.1 to 20.3)' '20.7 us (20.1 to 21.3)' '21.4 us (20.1 to 22.8)' '19.7 us (19.1 to 20.1)' '20.2 us (19.5 to 21.2)' '28.0 us (27.4 to 28.9)' '20.2 us (19.8 to 20.8)' '18.1 us (17.1 to 18.8)' '17.3 us (16.7 to 17.9)' '456 us (451 to 465)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 500000
x_log = 0
x_tics = "'0' 0, '100' 100000, '200' 200000, '300' 300000, '400' 400000, '500' 500000"
x_label = "CPU time per request in us"
name = "push-cpu"
title = "push: client CPU time per request"
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
