# What each layer adds to a system call, to openat and close, and to a switch, with the intervals.
# gnuplot -e "data='tax.dat'" plots/tax.gp
# columns: place, layer, call, low, high, open, low, high, switch, low, high (nanoseconds)
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
# What is not seen to be above 0 has no place on a logarithmic scale: it is drawn at its left edge, hollow and without an
# interval.
stats data using 1 nooutput
rows = STATS_max
first = 1e300; last = 0
do for [low = 4:10:3] {
    stats data using (column(low) > 0 ? column(low - 1) : NaN) nooutput
    if (exists("STATS_min")) { first = STATS_min < first ? STATS_min : first; last = STATS_max > last ? STATS_max : last }
}
if (first > last) { first = 1; last = 10 }
keys = 3
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 30)
load style

from = first / 2
to = last * 1.5
edge = first / 1.7
seen(value, low) = low > 0 ? value : NaN
unseen(value, low) = low > 0 ? NaN : edge
set yrange [rows + 0.5:0.5]
set logscale x
set xrange [from:to]
set mxtics 10
set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
caption = narrow ? 'time added (log scale); at the edge: none seen' : 'time that a layer adds (log scale); bars are 95 % intervals; at the edge: none seen'
set label 2 caption @below
plot data using (seen($3, $4)):($1 + centre - 0.22):4:5 with xerrorbars pointtype 7 pointsize 0.8 linewidth 2 \
         linecolor rgb blue title 'a system call', \
     data using (seen($6, $7)):($1 + centre):7:8 with xerrorbars pointtype 5 pointsize 0.8 linewidth 2 \
         linecolor rgb orange title 'openat and close', \
     data using (seen($9, $10)):($1 + centre + 0.22):10:11 with xerrorbars pointtype 9 pointsize 0.8 linewidth 2 \
         linecolor rgb green title 'a switch', \
     data using (unseen($3, $4)):($1 + centre - 0.22) with points pointtype 6 pointsize 0.8 linecolor rgb blue notitle, \
     data using (unseen($6, $7)):($1 + centre) with points pointtype 4 pointsize 0.8 linecolor rgb orange notitle, \
     data using (unseen($9, $10)):($1 + centre + 0.22) with points pointtype 8 pointsize 0.8 linecolor rgb green notitle, \
     data using (from):($1 + line):2 with labels @names notitle
