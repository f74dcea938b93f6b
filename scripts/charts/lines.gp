# A line a backend, named at its end; data sets: x, y, low, high, 1: no interval,
# 2: suspect.
set lmargin at screen 0.09 * over
edge = 1 - (0.065 + (room < 0.08 ? 0.08 : room)) * over
set rmargin at screen edge
set tmargin at screen top
set bmargin at screen bottom
set xlabel x_label font small tc rgb ink offset 0, 0.3
eval set_y
# Marks of one place stand side by side, all within 8 % of the axis, or within
# what the chart says.
if (!exists("spread")) { spread = 0.08 }
step = (x_high / x_low) ** (spread / words(names) < 0.012 ? spread / words(names) : 0.012)
set(i) = int(word(sets, i))
aside(i) = step ** (set(i) - (words(names) - 1) / 2.0)
# What the server can do.
if (exists("capacity") && capacity > 0) {
    set arrow 900 from graph 0, first capacity to graph 1, first capacity nohead lc rgb faint lw 1 dt 2 back
    set label 900 capacity_label at graph 0.01, first capacity offset 0, character 0.6 left font small tc rgb faint
}
# Where more load begins to cost more than it brings.
if (exists("knees")) do for [i = 1:words(names)] {
    if (word(knees, i) ne "-") {
        comma = strstrt(word(knees, i), ",")
        set label 2000000 + i "" at first real(word(knees, i)[1:comma - 1]) * aside(i), first real(word(knees, i)[comma + 1:*]) point pt 6 ps 2.2 * mark lc rgb word(colors, i) front
    }
}
marked = 1
load "ends.gp"
plot for [i = 1:words(names)] data index set(i) using ($1 * aside(i)):2 with lines lw 1.3 lc rgb word(colors, i) dt int(word(dashes, i)) title word(names, i), \
     for [i = 1:words(names)] data index set(i) using ($1 * aside(i)):($5 == 0 ? $2 : NaN):3:4 with yerrorbars lc rgb word(colors, i) pt int(word(marks, i)) ps 0.75 * mark title word(names, i), \
     for [i = 1:words(names)] data index set(i) using ($1 * aside(i)):($5 == 2 ? $2 : NaN):3:4 with yerrorbars lc rgb word(colors, i) pt int(word(marks, i)) - 1 ps 0.8 * mark title word(names, i), \
     for [i = 1:words(names)] data index set(i) using ($1 * aside(i)):($5 == 1 ? $2 : NaN) with points lc rgb word(colors, i) pt int(word(marks, i)) - 1 ps 0.8 * mark title word(names, i)
unset output
