# drawn by dots.gp; see style.gp
names = " 'epoll' 'epoll (twin)' 'callbacks' 'libev' 'libuv'"
colors = " '#0072b2' '#0072b2' '#6b5300' '#00735a' '#00735a'"
rows = 5
panels = 1
heads = " '1000 connections'"
series = 1
keys = " 'system calls/request'"
gaps = " '1 4'"
values = " '3.12 (no interval, n = 1)' '3.12 (no interval, n = 1)' '3.16 (no interval, n = 1)' '-' '2.59 (no interval, n = 1)'"
bounds = ""
bound_names = ""
bands = ""
spans = 0
x_low = 0
x_high = 3.5
x_log = 0
x_tics = "'0' 0, '0.5' 0.5, '1' 1, '1.5' 1.5, '2' 2, '2.5' 2.5, '3' 3, '3.5' 3.5"
x_label = "system calls per request"
name = "think-calls"
title = "think: system calls of the client per request"
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
note_1 = "Not measured, system calls/request at conns=1000: libev."
notes = 1
