# drawn by lines.gp; see style.gp
capacity_label = "server's capacity: 171k"
capacity = 171264.993
names = " 'spin' 'poll' 'select' 'sequential' 'libevent' 'threads' 'processes' 'pool' 'io_uring-sqpoll' 'coroutines-ucontext' 'io_uring' 'libuv' 'io_uring-multishot' 'coroutines' 'libev' 'epoll' 'generators' 'callbacks' 'coroutines-uring' 'epoll-et' 'libevent-raw'"
colors = " '#0072b2' '#0072b2' '#0072b2' '#b84a00' '#00735a' '#b84a00' '#b84a00' '#b84a00' '#5b3fa0' '#a0437a' '#5b3fa0' '#00735a' '#5b3fa0' '#a0437a' '#00735a' '#0072b2' '#a0437a' '#6b5300' '#a0437a' '#0072b2' '#00735a'"
marks = " '7' '9' '5' '7' '9' '5' '13' '9' '9' '9' '7' '5' '5' '5' '7' '13' '7' '7' '13' '11' '13'"
dashes = " '1' '3' '2' '1' '3' '2' '4' '3' '3' '3' '1' '2' '2' '2' '1' '4' '1' '1' '4' '5' '4'"
sets = " '4' '6' '5' '0' '16' '1' '3' '2' '20' '12' '18' '15' '19' '11' '14' '7' '10' '9' '13' '8' '17'"
places = " '0' '0.05' '0.1' '0.15' '0.2' '0.25' '0.3' '0.35' '0.4' '0.45' '0.5' '0.55' '0.6' '0.65' '0.7' '0.75' '0.8' '0.85' '0.9' '0.95' '1'"
ends_x = " '10000' '10000' '1000' '25' '10000' '10000' '25' '25' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000' '10000'"
ends_y = " '924.865' '1791.67' '27738.2' '57373.2' '59566.4' '60902.5' '61904.5' '62811' '65258.3' '72834.2' '75551.7' '77064.8' '77314.6' '77368.2' '78266.1' '78940.9' '79163.2' '79441.7' '79563.2' '79606' '80715.2'"
walls = " '-' '-' 'FD_SETSIZE 1024' '1 request at once' '-' '-' '16 requests at once' '16 requests at once' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-' '-'"
y_low = 0
y_high = 200000
y_log = 0
y_tics = "'0' 0, '50k' 50000, '100k' 100000, '150k' 150000, '200k' 200000"
x_low = 18.5283612
x_high = 13492.8285
x_log = 1
x_tics = "'0' 25, '100' 100, '1000' 1000, '10000' 10000"
x_label = "idle connections (log2 scale; 0 stands beside it)"
y_label = "requests/s"
name = "idle-throughput"
title = "idle: requests per second by idle connections"
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
