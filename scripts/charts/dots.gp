# Dots in rows, a panel a point; data sets, panel by panel and in each measure
# by measure: row, value, low, high, 1: no interval, 2: suspect, 3: a count, which
# has none and is a bar from 0, colour.
left = (room + 0.035 > 0.12 ? room + 0.035 : 0.12) * over
right = 1 - (words(values) > 0 ? 0.255 : 0.03) * over
gap = 0.03 * over
width = (right - left + gap) / panels - gap
filled = "7 13 9 5 11 15"
hollow = "6 12 8 4 10 14"
top = top - 0.03 * up
set tmargin at screen top
set bmargin at screen bottom
set yrange [rows + 0.6 : 0.4]
set ytics 1, 1, rows format "" scale 0
if (series > 1) {
    set label 920 x_label at screen left, screen bottom - 0.075 * up left font small tc rgb ink
} else {
    set label 920 x_label at screen (left + right) / 2, screen bottom - 0.075 * up center font small tc rgb ink
}
# What each mark is, from the right to the left.
at = right
do for [k = series:1:-1] {
    if (series > 1) {
        at = at - (0.035 + 0.0088 * strlen(word(keys, k))) * over
        set label 930 + k word(keys, k) at screen at + 0.02 * over, screen bottom - 0.075 * up left font small tc rgb ink
        set label 940 + k "" at screen at + 0.008 * over, screen bottom - 0.072 * up point pt int(word(filled, k)) ps 0.8 * mark lc rgb ink
    }
}
if (x_log) { set logscale x 10 }
set multiplot
do for [p = 1:panels] {
    set lmargin at screen left + (p - 1) * (width + gap)
    set rmargin at screen left + (p - 1) * (width + gap) + width
    if (words(bounds) == 0) {
        set label 960 word(heads, p) at graph 0, screen top + 0.027 * up left font "DejaVu Sans:Bold,11" tc rgb ink
    }
    if (p == 1) {
        do for [r = 1:rows] {
            set label r word(names, r) at screen left - 0.015 * over, first r right font name_font(rows) tc rgb word(colors, r)
        }
        do for [r = 1:words(values)] {
            set label 100 + r word(values, r) at screen right + 0.015 * over, first r left font small tc rgb ink
        }
    }
    do for [g = 1:words(gaps)] {
        if (int(word(word(gaps, g), 1)) == p) {
            set label 200 + g "no number, see below" at graph 0.05, first int(word(word(gaps, g), 2)) left font small tc rgb faint
        }
    }
    # Panels of different things have axes of their own.
    if (exists("p1_tics")) {
        eval "set xtics (" . value(sprintf("p%d_tics", p)) . ")"
        set xrange [value(sprintf("p%d_low", p)) : value(sprintf("p%d_high", p))]
    }
    # The margin of "practically equal", and equal itself.
    if (words(bands) >= p) {
        set object p rectangle from first real(word(word(bands, p), 1)), graph 0 to first real(word(word(bands, p), 2)), graph 1 behind fc rgb grid fs solid noborder
        set arrow 900 from first 1, graph 0 to first 1, graph 1 nohead lc rgb faint lw 1 back
    }
    do for [b = 1:words(bounds)] {
        at = real(word(bounds, b))
        set arrow b from first at, graph 0 to first at, graph 1.02 nohead lc rgb faint lw 0.8 dt 2 back
        if (place(at) < 0.2) {
            set label 950 + b word(bound_names, b) at graph 0, screen top + 0.034 * up left font small tc rgb faint
        } else { if (place(at) > 0.8) {
            set label 950 + b word(bound_names, b) at graph 1, screen top + 0.034 * up right font small tc rgb faint
        } else {
            set label 950 + b word(bound_names, b) at first at, screen top + 0.034 * up center font small tc rgb faint
        } }
    }
    first_set = (p - 1) * series
    if (spans) {
        plot data index first_set using 3:1:($4 - $3):(0):6 with vectors nohead lw 5 lc rgb variable title "places"
    } else {
        plot data index first_set using (0):1:($5 == 3 ? $2 : NaN):(0):6 with vectors nohead lw 3.2 lc rgb variable title "counts", \
             data index first_set using 2:1:($5 == 3 ? $4 - $2 : NaN):(0):6 with vectors nohead lw 1 lc rgb variable title "shared", \
             for [s = 0:series - 1] data index first_set + s using ($5 == 0 ? $2 : NaN):1:3:4:6 with xerrorbars pt int(word(filled, s + 1)) ps 0.8 * mark lc rgb variable title word(keys, s + 1), \
             for [s = 0:series - 1] data index first_set + s using ($5 == 2 ? $2 : NaN):1:3:4:6 with xerrorbars pt int(word(hollow, s + 1)) ps 0.9 * mark lc rgb variable title word(keys, s + 1), \
             for [s = 0:series - 1] data index first_set + s using ($5 == 1 ? $2 : NaN):1:6 with points pt int(word(hollow, s + 1)) ps 0.9 * mark lc rgb variable title word(keys, s + 1)
    }
    unset label
    unset arrow
    unset object
}
unset multiplot
unset output
