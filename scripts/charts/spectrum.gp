# A line a backend over 1 / (1 - p), named at its end; data sets: x, y.
set lmargin at screen 0.09 * over
edge = 1 - (0.065 + (room < 0.08 ? 0.08 : room)) * over
set rmargin at screen edge
set tmargin at screen top
set bmargin at screen bottom
set logscale x 10
set logscale y 10
set xlabel x_label font small tc rgb ink offset 0, 0.3
eval set_y
aside(i) = 1
# Where there is no colour a mark now and then says which family it is.
marked = theme eq "print"
every_so = 16
load "ends.gp"
plot for [i = 1:words(names)] data index int(word(sets, i)) using 1:2 with lines lw 1.5 lc rgb word(colors, i) dt int(word(dashes, i)) title word(names, i), \
     for [i = 1:(marked ? words(names) : 0)] data index int(word(sets, i)) using 1:2 every every_so::(5 * i) % every_so with points pt int(word(marks, i)) ps 0.6 * mark lc rgb word(colors, i) title word(names, i)
unset output
