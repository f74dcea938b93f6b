# drawn by dots.gp; see style.gp
bands = ""
names = " 'sequential' 'threads' 'pool' 'processes' 'spin' 'select' 'poll' 'epoll' 'epoll-et' 'callbacks' 'generators' 'coroutines' 'coroutines-ucontext' 'coroutines-uring' 'libev' 'libuv' 'libevent' 'libevent-raw' 'io_uring' 'io_uring-multishot' 'io_uring-sqpoll'"
colors = " '#b84a00' '#b84a00' '#b84a00' '#b84a00' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#0072b2' '#6b5300' '#a0437a' '#a0437a' '#a0437a' '#a0437a' '#00735a' '#00735a' '#00735a' '#00735a' '#5b3fa0' '#5b3fa0' '#5b3fa0'"
rows = 21
panels = 4
heads = " '0 idle' '100 idle' '1000 idle' '10000 idle'"
series = 1
keys = " 'requests/s'"
gaps = " '2 1' '2 3' '2 4' '3 1' '3 3' '3 4' '4 11'"
values = ""
bounds = ""
bound_names = ""
spans = 1
x_low = 0.5
x_high = 21.5
x_log = 0
x_tics = "'1' 1, '5' 5, '10' 10, '15' 15, '20' 20"
x_label = "place, 1 is the best"
name = "idle-places"
title = "idle: places by requests/s"
theme = "light"
paper = "#ffffff"
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
asked_width = 0
asked_height = 0
subtitle_1 = "AMD EPYC, 2 CPUs, Linux 6.18.44-fc-v595, placement: shared"
subtitle_2 = "bar: the places a row may have, from 1 + the rows shown better to all but those shown worse"
subtitles = 2
note_1 = "Not ranked at conns=8/idle=10000: unsteady: the rate of threads changed inside the windows."
note_2 = "Hollow marks with a bar are suspect, see Validity: threads at conns=8/idle=10000."
notes = 2
