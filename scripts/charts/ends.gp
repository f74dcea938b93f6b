# Names at the ends of lines, each with a leader from its line.
do for [i = 1:words(names)] {
    set label i word(names, i) at graph 1.05, graph real(word(places, i)) left tc rgb word(colors, i) font "DejaVu Sans,11"
    set arrow i from first real(word(ends_x, i)) * aside(i), first real(word(ends_y, i)) to graph 1.042, graph real(word(places, i)) nohead lc rgb word(colors, i) lw 0.6 dt 3 back
}
