# Names at the ends of lines, each with a leader from its line, and behind the
# mark that its line has.
do for [i = 1:words(names)] {
    set label i word(names, i) at screen edge + 0.05 * over, graph real(word(places, i)) left tc rgb word(colors, i) font name_font(words(names))
    set arrow i from first real(word(ends_x, i)) * aside(i), first real(word(ends_y, i)) to screen edge + 0.032 * over, graph real(word(places, i)) nohead lc rgb word(colors, i) lw 0.6 dt 3 back
    if (marked) { set label 1000000 + i "" at screen edge + 0.041 * over, graph real(word(places, i)) point pt int(word(marks, i)) ps 0.75 * mark lc rgb word(colors, i) }
}
# A line that ends at a wall has a bar there. What the wall is stands at the
# foot of the plot, where no line is.
walls_met = 0
do for [i = 1:words(names)] {
    if (word(walls, i) ne "-") {
        wall_x = real(word(ends_x, i)) * aside(i)
        wall_y = real(word(ends_y, i))
        set arrow 1000 + 3 * i from first wall_x, first wall_y rto character 0, character 0.7 nohead lc rgb word(colors, i) lw 2.5 front
        set arrow 1001 + 3 * i from first wall_x, first wall_y rto character 0, character -0.7 nohead lc rgb word(colors, i) lw 2.5 front
        set arrow 1002 + 3 * i from first wall_x, first wall_y to first wall_x, graph 0 nohead lc rgb word(colors, i) lw 0.6 dt 3 back
        set label 1000 + i word(names, i) . ": " . word(walls, i) at first wall_x, graph 0.04 + 0.05 * walls_met offset character 0.6, 0 left tc rgb word(colors, i) font small
        walls_met = walls_met + 1
    }
}
