width = asked_width > 0 ? asked_width : 1600
height = asked_height > 0 ? asked_height : 1000
load "style.gp"
mark = 1.1
set terminal pngcairo size width, height noenhanced font "DejaVu Sans,12" fontscale scale linewidth 1.4 * scale pointscale scale dashlength 0.35 background paper
set output name . ".png" . suffix
