load "style.gp"
mark = 0.75
set terminal svg size 800, 500 fixed noenhanced font "DejaVu Sans,12" linewidth 1.4 dashlength 0.7 background "#ffffff"
set output name . ".svg" . suffix
