# Tasks made on several CPUs at once: how much of what one creator alone achieves is left to each.
# gnuplot -e "data='efficiency.dat'" plots/efficiency.gp
# first block: place, creators; then a block a series, its name above: place, percent, low, high
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks - 1
stats data index 0 using 1 nooutput
places = STATS_max
most = 110
# An interval that is wider than all figures is cut off, lest it hide them.
do for [i = 1:series] { stats data index i using 2 nooutput; most = STATS_max > most ? STATS_max : most }
if (!exists("height")) height = 480
load style

set xrange [0.5:places + 0.5]
set yrange [0:1.05 * most]
unset xtics
set xtics nomirror textcolor rgb black
set format y '%g %%'
set grid ytics linecolor rgb '#c8c8c8' linewidth 1
set xlabel 'creators, one on each CPU; bars are 95 % intervals'
set ylabel 'tasks a creator makes, against one alone'
set arrow from 0.5, 100 to places + 0.5, 100 nohead linecolor rgb black
offset(i) = (i - (series + 1) / 2.0) * 0.08
plot data index 0 using 1:(100.0 / $2):xtic(sprintf('%d', $2)) with linespoints dashtype 2 pointtype 1 linecolor rgb grey title 'all of them together no faster than one', \
     for [i = 1:series] data index i using ($1 + offset(i)):2:3:4 with yerrorlines \
         pointtype shapes[(i - 1) % 8 + 1] pointsize 0.9 linewidth 2 linecolor rgb colours[(i - 1) % 8 + 1] title columnheader(1)
