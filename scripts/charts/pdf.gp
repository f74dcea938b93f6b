# 96 pixels an inch, as on the web; fonts are in points of 72.
width = asked_width > 0 ? asked_width : 800
height = asked_height > 0 ? asked_height : 500
load "style.gp"
mark = 1.1
set terminal pdfcairo size width / 96.0, height / 96.0 noenhanced font "DejaVu Sans,12" fontscale 0.75 * scale linewidth 1.4 * scale pointscale 0.5 * scale dashlength 0.35 background paper
set output name . ".pdf" . suffix
