# What medians hide: for each row the time that half, nine in ten, 99 in a hundred … of single iterations stay below.
# gnuplot -e "data='tails.dat'" plots/tails.gp
# columns: place, name, p50, p90, p99, p99.9, p99.99, longest (nanoseconds an operation), samples
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
first = STATS_min
stats data using 8 nooutput
last = STATS_max
if (!exists("height")) height = 140 + 30 * rows
load style

set yrange [rows + 0.6:0.4]
set logscale x
set xrange [first / 1.5:last * 1.5]
set mxtics 10
if (kind ne 'terminal') set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
set rmargin 16
set xlabel 'time of one operation, timed one by one (log scale)'
array names[6] = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'longest']
array inks[6] = [blue, green, amber, orange, pink, black]
array marks[6] = [7, 5, 9, 13, 11, 2]
plot data using 3:1:($8 - $3):(0) with vectors nohead linecolor rgb pale linewidth 3 notitle, \
     for [i = 1:6] data using (column(i + 2)):1 with points pointtype marks[i] pointsize 0.8 linewidth 1.5 \
         linecolor rgb inks[i] title names[i], \
     data using (last * 1.5):1:9 with labels left offset 0.5, 0 textcolor rgb grey notitle, \
     data using (first):1:ytic(2) with points pointtype 0 notitle
