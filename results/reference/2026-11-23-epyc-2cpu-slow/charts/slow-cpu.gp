# drawn by dots.gp; see style.gp
names = " 'null (control)' 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll (twin)' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#555555' '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 23
panels = 1
heads = " '64 connections, 2500/s'"
series = 1
keys = " 'CPU/request'"
gaps = ""
values = " '22.6 us (20.2 to 24.1)' '28.5 us (25.4 to 31.9)' '39.4 us (36.0 to 41.1)' '25.5 us (24.0 to 26.6)' '26.9 us (24.6 to 28.2)' '373 us (369 to 377)' '56.9 us (53.3 to 59.6)' '55.9 us (54.0 to 57.5)' '37.8 us (35.1 to 40.9)' '39.7 us (38.1 to 41.1)' '39.2 us (37.6 to 40.4)' '39.1 us (37.8 to 40.9)' '40.2 us (38.1 to 42.0)' '39.6 us (37.4 to 41.3)' '41.2 us (38.6 to 43.9)' '46.0 us (44.5 to 47.6)' '20.9 us (19.8 to 22.4)' '22.5 us (21.5 to 23.6)' '25.6 us (23.7 to 27.2)' '21.1 us (19.7 to 22.4)' '42.1 us (40.1 to 44.2)' '42.4 us (40.2 to 44.3)' '383 us (379 to 388)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 400000
x_log = 0
x_tics = "'0' 0, '50' 50000, '100' 100000, '150' 150000, '200' 200000, '250' 250000, '300' 300000, '350' 350000, '400' 400000"
x_label = "CPU time per request in us"
name = "slow-cpu"
title = "slow: client CPU time per request"
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
