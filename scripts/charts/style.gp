# What all charts share. A chart is drawn from two files in a run's charts/:
# NAME.dat, the numbers, and NAME.gp, the variables. To draw one again, there:
#
#   GNUPLOT_LIB=.../scripts/charts gnuplot -d NAME.gp svg.gp SCRIPT.gp
#
# NAME.gp says in its first line which SCRIPT; png.gp makes a PNG, pdf.gp a PDF.
# `suffix` is put behind the names of the pictures.
#
# A picture is laid out on 800 x 500, more in one direction where its sides are
# not as 8 to 5, and drawn `scale` times as large: text and lines grow with it.
# `over` and `up` turn shares of 800 and of 500 into shares of the picture.

reset
set encoding utf8
if (!exists("suffix")) suffix = ""
scale = width / 800.0 < height / 500.0 ? width / 800.0 : height / 500.0
over = 800.0 * scale / width
up = 500.0 * scale / height
small = "DejaVu Sans,9.5"
data = name . ".dat"
# More dashes than the five there are, for families of many.
set dashtype 6 (14, 4, 3, 4, 3, 4, 3, 4)
set dashtype 7 (18, 5)
set dashtype 8 (5, 10)

set border 3 lw 1 lc rgb faint
set grid back lt 1 lw 0.7 lc rgb grid
set tics nomirror scale 0.6
set xtics textcolor rgb ink font small
set ytics textcolor rgb ink font small
set errorbars 0.7
unset key

# A title too long for its line is set in smaller letters.
title_room = 74.0 / over
title_font = sprintf("DejaVu Sans:Bold,%.1f", strlen(title) > title_room ? 15 * title_room / strlen(title) : 15)
set label 901 title at screen 0.02 * over, 1 - 0.045 * up left font title_font tc rgb ink
do for [i = 1:subtitles] {
    set label 901 + i value(sprintf("subtitle_%d", i)) at screen 0.02 * over, 1 - (0.085 + 0.035 * (i - 1)) * up left font small tc rgb faint
}
do for [i = 1:notes] {
    set label 910 + i value(sprintf("note_%d", i)) at screen 0.02 * over, (0.025 + 0.033 * (notes - i)) * up left font small tc rgb faint
}
top = 1 - 0.20 * up
bottom = (0.135 + 0.034 * notes) * up

# AXIS_tics is a list of places with their names, as in NAME.gp.
eval "set xtics (" . x_tics . ")"
set xrange [x_low : x_high]
if (x_log) { set logscale x 2 }
# Room for the longest name, as a share of 800, at 11 points; names of many rows
# are smaller, so that none touches the next.
longest = 0
do for [i = 1:words(names)] { longest = strlen(word(names, i)) > longest ? strlen(word(names, i)) : longest }
room = 0.0092 * longest
least(a, b) = a < b ? a : b
pitch(rows) = 500 * (top - bottom) / up / rows
name_font(rows) = sprintf("DejaVu Sans,%.1f", least(11, 0.8 * pitch(rows)))

# An axis of y with its name above it, where it can be read.
set_y = 'eval y_log ? "set logscale y" : "unset logscale y"; eval "set ytics (" . y_tics . ")"; set yrange [y_low : y_high]; set label 920 y_label at graph 0, screen top + 0.022 * up left font small tc rgb ink'
# Share of the axis x that lies left of a place.
place(x) = x_log ? log(x / x_low) / log(x_high / x_low) : (x - x_low) / (x_high - x_low)
