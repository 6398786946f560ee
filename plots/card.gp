# One picture of a machine, to be passed round: six figures, and as a ghost behind each what was said of it in 2007.
# gnuplot -e "data='card.dat'" plots/card.gp
# columns: place (1 to 6), what, the figure as text, its interval and grade, the figure over that of 2007, the same as text,
# that of 2007 as text
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
width = 1200
height = 630
density = 1
title = ''
lift = 0
stats data using 5 nooutput
most = exists("STATS_max") && STATS_max > 1 ? STATS_max : 1
load style

# The field is the whole picture, in pixels from its left and from its top.
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
set xrange [0:width]
set yrange [height:0]
unset border; unset xtics; unset ytics; unset grid; unset key
size(pixels) = kind eq 'png' ? sprintf(',%g', 0.75 * pixels) : sprintf(',%d', pixels)
do for [line = 1:6] {
    if (exists("line" . line)) {
        set label 10 + line value("line" . line) at (40), (line == 1 ? 62 : line < 5 ? 72 + 28 * (line - 1) : 582 + 24 * (line - 5)) left noenhanced \
            font size(line == 1 ? 36 : line < 5 ? 21 : 17) textcolor rgb (line == 1 ? black : grey)
    }
}
set object 1 rectangle from 0, 0 to width, 10 behind fillcolor rgb blue fillstyle solid noborder
# Three tiles beside each other, twice; a tile has bars where there is a figure of 2007, all on one scale.
x(place) = 40 + 390 * ((int(place) - 1) % 3)
y(place) = 212 + 186 * ((int(place) - 1) / 3)
long(factor) = 340.0 * factor / most
plot data using (x($1)):(y($1)):2 with labels left font size(20) textcolor rgb black notitle, \
     data using (x($1)):(y($1) + 42):3 with labels left font size(42) textcolor rgb black notitle, \
     data using (x($1) + 340):(y($1) + 50):4 with labels right font size(18) textcolor rgb grey notitle, \
     data using (valid(5) ? x($1) + long(1) / 2 : NaN):(y($1) + 88):(long(1) / 2):(15) with boxxyerror fillcolor rgb pale notitle, \
     data using (valid(5) ? x($1) + long($5) / 2 : NaN):(y($1) + 88):(long($5) / 2):(7) with boxxyerror fillcolor rgb blue notitle, \
     data using (valid(5) ? x($1) + long(1) : NaN):(y($1) + 73):(0):(30) with vectors nohead linewidth 2 linecolor rgb grey notitle, \
     data using (x($1)):(y($1) + 120):7 with labels left font size(18) textcolor rgb grey notitle, \
     data using (x($1) + 340):(y($1) + 120):6 with labels right font size(18) textcolor rgb black notitle
