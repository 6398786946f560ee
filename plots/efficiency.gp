# Tasks made on several CPUs at once: how much of what one creator alone achieves is left to each.
# gnuplot -e "data='efficiency.dat'" plots/efficiency.gp
# a block a series, its name above: creators, percent, low, high
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks
fewest = STATS_min; most = STATS_max
top = 110
# An interval that is wider than all figures ends in an arrowhead, lest it hide them.
do for [i = 0:series - 1] { stats data index i using 2 nooutput; top = STATS_max > top ? STATS_max : top }
left = narrow ? 60 : 80
upright = 1
if (narrow) right = 16
height = 480
lines = narrow ? series + 1 : (series + 2) / 2
head = 60 + 21 * lines
load style
set key maxrows lines

set logscale x 2
set xrange [fewest / 1.25:most * 1.25]
set yrange [0:1.05 * top]
unset xtics
set xtics nomirror textcolor rgb black
set for [power = 0:20] xtics (2 ** power) add
set format x '%g'
set format y '%g %%'
set ytics nomirror
set grid ytics linecolor rgb pale linewidth 1
caption = 'creators, one on each CPU; bars are 95 % intervals'
set label 2 caption @below
set label 3 'tasks a creator makes, against one alone' at screen h(16), v(head - 10) left font small textcolor rgb black
set arrow from graph 0, first 100 to graph 1, first 100 nohead linecolor rgb black
offset(i) = 1.03 ** (i - (series - 1) / 2.0)
held(x) = x > 1.05 * top ? 1.05 * top : x
plot [fewest / 1.25:most * 1.25] 100.0 / x with lines dashtype 2 linecolor rgb grey title 'all together no faster than one', \
     for [i = 0:series - 1] data index i using ($1 * offset(i)):2:3:(held($4)) with yerrorlines \
         pointtype shapes[i % 8 + 1] pointsize 0.9 linewidth 2 linecolor rgb colours[i % 8 + 1] title columnheader(1)
