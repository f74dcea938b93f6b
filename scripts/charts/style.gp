# What all charts share. A chart is drawn from two files in a run's charts/:
# NAME.dat, the numbers, and NAME.gp, the variables. To draw one again, there:
#
#   GNUPLOT_LIB=.../scripts/charts gnuplot -d NAME.gp svg.gp SCRIPT.gp
#
# NAME.gp says in its first line which SCRIPT. png.gp makes a PNG. `suffix` is
# put behind the names of the pictures.

reset
set encoding utf8
if (!exists("suffix")) suffix = ""
ink = "#222222"
faint = "#5f5f5f"
grid = "#e2e2e2"
small = "DejaVu Sans,9.5"
data = name . ".dat"

set border 3 lw 1 lc rgb faint
set grid back lt 1 lw 0.7 lc rgb grid
set tics nomirror scale 0.6
set xtics textcolor rgb ink font small
set ytics textcolor rgb ink font small
set errorbars 0.7
unset key

set label 901 title at screen 0.02, 0.955 left font "DejaVu Sans:Bold,15" tc rgb ink
do for [i = 1:subtitles] {
    set label 901 + i value(sprintf("subtitle_%d", i)) at screen 0.02, 0.915 - 0.035 * (i - 1) left font small tc rgb faint
}
do for [i = 1:notes] {
    set label 910 + i value(sprintf("note_%d", i)) at screen 0.02, 0.025 + 0.033 * (notes - i) left font small tc rgb faint
}
top = 0.80
bottom = 0.135 + 0.034 * notes

# AXIS_tics is a list of places with their names, as in NAME.gp.
eval "set xtics (" . x_tics . ")"
set xrange [x_low : x_high]
if (x_log) { set logscale x 2 }
# Room for the longest name, as a share of the width, at 11 points.
longest = 0
do for [i = 1:words(names)] { longest = strlen(word(names, i)) > longest ? strlen(word(names, i)) : longest }
room = 0.0092 * longest

# An axis of y with its name above it, where it can be read.
set_y = 'eval "set ytics (" . y_tics . ")"; set yrange [y_low : y_high]; set label 920 y_label at graph 0, graph 1.045 left font small tc rgb ink'
# Share of the axis x that lies left of a place.
place(x) = x_log ? log(x / x_low) / log(x_high / x_low) : (x - x_low) / (x_high - x_low)
