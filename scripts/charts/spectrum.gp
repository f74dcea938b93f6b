# A line a backend over 1 / (1 - p), named at its end; data sets: x, y.
set lmargin at screen 0.09
set rmargin at screen 0.945 - (room < 0.08 ? 0.08 : room)
set tmargin at screen top
set bmargin at screen bottom
set logscale x 10
set logscale y 10
set xlabel x_label font small tc rgb ink offset 0, 0.3
eval set_y
aside(i) = 1
load "ends.gp"
plot for [i = 1:words(names)] data index int(word(sets, i)) using 1:2 with lines lw 1.5 lc rgb word(colors, i) dt int(word(dashes, i)) title word(names, i)
unset output
