# Every batch of every row, as its distance from the row's figure: one mode, two, or a tail.
# gnuplot -e "data='batches.dat'" plots/batches.gp
# first block: place, distance in percent, jitter, state (0 undisturbed, 1 core shared, 2 frequency changed)
# second block: place, name, batches to the right of the chart
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data index 1 using 1 nooutput
rows = STATS_max
if (!exists("height")) height = 130 + 34 * rows
if (!exists("left")) left = -10
if (!exists("right")) right = 25
load style

stats data index 0 using 2 nooutput
dot = STATS_records < 100 * rows ? 0.5 : 0.3

set yrange [rows + 0.6:0.4]
set xrange [left:right]
set xtics auto
set format x '%+g %%'
set xtics add ('figure' 0)
set xlabel "distance of a batch from its row's figure, the median of its undisturbed batches"
set rmargin 20
plot data index 1 using (0):($1 - 0.4):(0):(0.8) with vectors nohead linecolor rgb grey notitle, \
     data index 0 using ($4 == 0 ? $2 : NaN):($1 + $3) with points pointtype 7 pointsize dot linecolor rgb blue notitle, \
     data index 0 using ($4 == 1 ? $2 : NaN):($1 + $3) with points pointtype 7 pointsize dot linecolor rgb amber notitle, \
     data index 0 using ($4 == 2 ? $2 : NaN):($1 + $3) with points pointtype 7 pointsize dot linecolor rgb pink notitle, \
     data index 1 using (right):1:3 with labels left offset 0.5, 0 textcolor rgb grey notitle, \
     data index 1 using (0):1:ytic(2) with points pointtype 0 notitle, \
     NaN with points pointtype 7 linecolor rgb blue title 'undisturbed', \
     NaN with points pointtype 7 linecolor rgb amber title 'core shared', \
     NaN with points pointtype 7 linecolor rgb pink title 'frequency changed'
