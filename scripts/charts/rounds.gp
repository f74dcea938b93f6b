# A mark a round over time; data sets: x, y, colour, mark; x of failed rounds.
set lmargin at screen 0.09 * over
edge = 1 - 0.14 * over
set rmargin at screen edge
set tmargin at screen top
set bmargin at screen bottom
set logscale y 10
set xlabel x_label font small tc rgb ink offset 0, 0.3
eval set_y
do for [i = 1:words(names)] {
    height = top - 0.034 * i * up
    set label i word(names, i) at screen edge + 0.028 * over, screen height left tc rgb word(colors, i) font "DejaVu Sans,10.5"
    if (theme eq "print") { set label 100 + i "" at screen edge + 0.016 * over, screen height point pt int(word(marks, i)) ps 0.7 * mark lc rgb word(colors, i) }
}
plot data index 0 using 1:2:4:3 with points pt variable lc rgb variable ps 0.45 * mark title "rounds", \
     data index 1 using 1:(y_low * (y_high / y_low) ** 0.03) with points pt 2 ps 0.9 * mark lc rgb ink title "failed rounds"
unset output
