# Dots in rows, a panel a point; data sets, panel by panel and in each measure
# by measure: row, value, low, high, 1: no interval,
# 2: suspect, colour.
left = room + 0.035 > 0.12 ? room + 0.035 : 0.12
right = words(values) > 0 ? 0.745 : 0.97
gap = 0.03
width = (right - left + gap) / panels - gap
filled = "7 13 9"
hollow = "6 12 8"
set tmargin at screen top - 0.03
set bmargin at screen bottom
set yrange [rows + 0.6 : 0.4]
set ytics 1, 1, rows format "" scale 0
set label 920 x_label at screen left + (right - left) * (series > 1 ? 0.36 : 0.5), screen bottom - 0.075 center font small tc rgb ink
do for [k = 1:series] {
    if (series > 1) {
        at = right - 0.085 * (series - k + 1)
        set label 930 + k word(keys, k) at screen at + 0.02, screen bottom - 0.075 left font small tc rgb ink
        set label 940 + k "" at screen at + 0.008, screen bottom - 0.072 point pt int(word(filled, k)) ps 0.8 * mark lc rgb ink
    }
}
if (x_log) { set logscale x 10 }
set multiplot
do for [p = 1:panels] {
    set lmargin at screen left + (p - 1) * (width + gap)
    set rmargin at screen left + (p - 1) * (width + gap) + width
    if (words(bounds) == 0) {
        set label 960 word(heads, p) at graph 0, graph 1.05 left font "DejaVu Sans:Bold,11" tc rgb ink
    }
    if (p == 1) {
        do for [r = 1:rows] {
            set label r word(names, r) at screen left - 0.015, first r right font "DejaVu Sans,11" tc rgb word(colors, r)
        }
        do for [r = 1:words(values)] {
            set label 100 + r word(values, r) at screen right + 0.015, first r left font small tc rgb ink
        }
    }
    do for [g = 1:words(gaps)] {
        if (int(word(word(gaps, g), 1)) == p) {
            set label 200 + g "no number, see below" at graph 0.05, first int(word(word(gaps, g), 2)) left font small tc rgb faint
        }
    }
    do for [b = 1:words(bounds)] {
        at = real(word(bounds, b))
        set arrow b from first at, graph 0 to first at, graph 1.02 nohead lc rgb faint lw 0.8 dt 2 back
        if (place(at) < 0.2) {
            set label 950 + b word(bound_names, b) at graph 0, graph 1.06 left font small tc rgb faint
        } else { if (place(at) > 0.8) {
            set label 950 + b word(bound_names, b) at graph 1, graph 1.06 right font small tc rgb faint
        } else {
            set label 950 + b word(bound_names, b) at first at, graph 1.06 center font small tc rgb faint
        } }
    }
    first_set = (p - 1) * series
    plot for [s = 0:series - 1] data index first_set + s using ($5 == 0 ? $2 : NaN):1:3:4:6 with xerrorbars pt int(word(filled, s + 1)) ps 0.8 * mark lc rgb variable title word(keys, s + 1), \
         for [s = 0:series - 1] data index first_set + s using ($5 == 2 ? $2 : NaN):1:3:4:6 with xerrorbars pt int(word(hollow, s + 1)) ps 0.9 * mark lc rgb variable title word(keys, s + 1), \
         for [s = 0:series - 1] data index first_set + s using ($5 == 1 ? $2 : NaN):1:6 with points pt int(word(hollow, s + 1)) ps 0.9 * mark lc rgb variable title word(keys, s + 1)
    unset label
    unset arrow
}
unset multiplot
unset output
