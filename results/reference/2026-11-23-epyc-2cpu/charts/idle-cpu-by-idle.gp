# drawn by lines.gp; see style.gp
names = " 'libevent-raw' 'coroutines-uring' 'epoll-et' 'callbacks' 'generators' 'epoll' 'io_uring-multishot' 'libev' 'coroutines' 'libuv' 'io_uring' 'coroutines-ucontext' 'sequential' 'pool' 'io_uring-sqpoll' 'processes' 'libevent' 'threads' 'select' 'poll' 'spin'"
colors = " '#00735a' '#a0437a' '#0072b2' '#6b5300' '#a0437a' '#0072b2' '#5b3fa0' '#00735a' '#a0437a' '#00735a' '#5b3fa0' '#a0437a' '#b84a00' '#b84a00' '#5b3fa0' '#b84a00' '#00735a' '#b84a00' '#0072b2' '#0072b2' '#0072b2'"
marks = " '13' '13' '11' '7' '7' '13' '5' '7' '5' '5' '7' '9' '7' '9' '9' '13' '9' '5' '5' '9' '7'"
dashes = " '4' '4' '5' '1' '1' '4' '2' '1' '2' '2' '1' '3' '1' '3' '3' '4' '3' '2' '2' '3' '1'"
sets = " '17' '13' '8' '9' '10' '7' '19' '14' '11' '15' '18' '12' '0' '2' '20' '3' '16' '1' '5' '6' '4'"
places = " '0' '0.05' '0.1' '0.15' '0.2' '0.25' '0.3' '0.35' '0.4' '0.45' '0.5' '0.55' '0.6' '0.65' '0.7' '0.75' '0.8' '0.85' '0.9' '0.95' '1'"
ends_x = " '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '25' '25' '10000' '25' '10000' '10000' '1000' '10000' '10000'"
ends_y = " '6205.42' '6252.12' '6258.94' '6296.66' '6299.38' '6330.96' '6349.71' '6397.24' '6456.28' '6508.92' '6519.59' '6903.31' '8591.48' '8950.3' '9206.95' '9234.99' '9327.15' '9379.54' '26308.8' '539979' '1.05788e+06'"
walls = " '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '1 request at once' '16 requests at once' '-' '16 requests at once' '-' '-' 'FD_SETSIZE 1024' '-' '-'"
y_low = 2268.11564
y_high = 1437515.17
y_log = 1
y_tics = "'5 us' 5000, '10 us' 10000, '20 us' 20000, '50 us' 50000, '100 us' 100000, '200 us' 200000, '500 us' 500000, '1 ms' 1000000"
x_low = 18.5283612
x_high = 13492.8285
x_log = 1
x_tics = "'0' 25, '100' 100, '1000' 1000, '10000' 10000"
x_label = "idle connections (log2 scale; 0 stands beside it)"
y_label = "CPU/request (log scale)"
name = "idle-cpu-by-idle"
title = "idle: client CPU time per request by idle connections"
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
note_1 = "Missing: sequential from conns=8/idle=100: beyond its limit, 1 request at once."
note_2 = "Missing: pool from conns=8/idle=100: beyond its limit, 16 requests at once."
note_3 = "Missing: processes from conns=8/idle=100: beyond its limit, 16 requests at once."
notes = 3
