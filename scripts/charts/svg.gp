width = asked_width > 0 ? asked_width : 800
height = asked_height > 0 ? asked_height : 500
load "style.gp"
mark = 0.75 * scale
set terminal svg size width, height fixed noenhanced font "DejaVu Sans,12" fontscale scale linewidth 1.4 * scale dashlength 0.7 background paper
set output name . ".svg" . suffix
