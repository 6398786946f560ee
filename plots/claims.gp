# Each claim of 2007 that is a time: the figure then as a line, the figures of this machine with their intervals.
# gnuplot -e "data='claims.dat'" plots/claims.gp
# columns: place, claim, then, here, low, high, net, low, high (nanoseconds)
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
# What is not above 0 has no place on a logarithmic scale; its verdict stands in its name.
positive(x) = x > 0 ? x : NaN
stats data using 1 nooutput
rows = STATS_max
first = 1e300; last = 0
do for [column = 3:9] {
    stats data using (positive(column(column))) nooutput
    if (exists("STATS_min")) { first = STATS_min < first ? STATS_min : first; last = STATS_max > last ? STATS_max : last }
}
if (!exists("height")) height = 140 + 44 * rows
load style

set yrange [rows + 0.6:0.4]
set logscale x
set xrange [first / 1.3:last * 1.3]
set mxtics 10
if (kind ne 'terminal') set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
set xlabel 'time of one operation (log scale); bars are 95 % intervals'
plot data using 3:($1 - 0.38):(0):(0.76) with vectors nohead linecolor rgb orange linewidth 3 title 'the claim of 2007', \
     data using (positive($4)):($1 - 0.12):(positive($5) > 0 ? $5 : first / 1.3):6 with xerrorbars pointtype 7 pointsize 0.8 linewidth 2 linecolor rgb blue title 'here', \
     data using (positive($7)):($1 + 0.14):(positive($8) > 0 ? $8 : first / 1.3):9 with xerrorbars pointtype 6 pointsize 0.8 linewidth 2 linecolor rgb green title 'here, net', \
     data using (first):1:ytic(2) with points pointtype 0 notitle
