load "style.gp"
mark = 1.1
set terminal pngcairo size 1600, 1000 noenhanced font "DejaVu Sans,12" fontscale 2 linewidth 2.8 pointscale 2 dashlength 0.35 background "#ffffff"
set output name . ".png" . suffix
