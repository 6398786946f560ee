# What medians hide: for each row the time that half, nine in ten, 99 in a hundred … of single iterations stay below.
# gnuplot -e "data='tails.dat'" plots/tails.gp
# columns: place, name, p50, p90, p99, p99.9, p99.99, longest (nanoseconds an operation), samples
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
first = STATS_min
stats data using 8 nooutput
last = STATS_max
keys = 3
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 30)
load style

from = first / 1.5
to = last * 1.5
set yrange [rows + 0.5:0.5]
set logscale x
set xrange [from:to]
set mxtics 10
set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
caption = narrow ? 'each by itself, with reading the clock (log scale)' : 'time of one operation, each timed by itself, with reading the clock (log scale)'
set label 2 caption @below
array percents[6] = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'longest']
array inks[6] = [blue, green, amber, orange, pink, black]
array marks[6] = [7, 5, 9, 13, 11, 2]
plot data using 3:($1 + centre):($8 - $3):(0) with vectors nohead linecolor rgb pale linewidth 3 notitle, \
     for [i = 1:6] data using (column(i + 2)):($1 + centre) with points pointtype marks[i] pointsize 0.8 linewidth 1.5 \
         linecolor rgb inks[i] title percents[i], \
     data using (from):($1 + line):2 with labels @names notitle, \
     data using (to):($1 + line):9 with labels @texts notitle
