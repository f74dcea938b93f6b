# drawn by dots.gp; see style.gp
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 1
heads = " '10000 connections'"
series = 2
keys = " 'client memory/connection' 'kernel memory/connection'"
gaps = " '1 1' '1 3' '1 4' '1 6'"
values = ""
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 35840
x_log = 0
x_tics = "'0' 0, '5 KiB' 5120, '10 KiB' 10240, '15 KiB' 15360, '20 KiB' 20480, '25 KiB' 25600, '30 KiB' 30720, '35 KiB' 35840"
x_label = "memory per connection"
name = "memory-memory"
title = "memory: memory of a waiting connection"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "mark: Hodges-Lehmann estimate over 13 to 14 rounds, bar: 95 % interval"
subtitles = 2
note_1 = "Missing: sequential at conns=10000: beyond its limit, 1 request at once."
note_2 = "Missing: pool at conns=10000: beyond its limit, 16 requests at once."
note_3 = "Missing: processes at conns=10000: beyond its limit, 16 requests at once."
notes = 3
