# Each claim of 2007 that is a time: the figure then as a line, the figures of this machine with their intervals.
# gnuplot -e "data='claims.dat'" plots/claims.gp
# columns: place, claim, then, gross, low, high, net, low, high (nanoseconds)
if (!exists("style")) style = 'plots/style.gp'
stats data using 1 nooutput
rows = STATS_max
if (!exists("height")) height = 130 + 44 * rows
load style

set yrange [rows + 0.6:0.4]
set logscale x
set xrange [*:*]
set mxtics 10
set grid x mxtics linecolor rgb pale linewidth 0.7, linecolor rgb pale linewidth 0.3
set xlabel 'time of one operation (log scale); bars are 95 % intervals'
positive(x) = x > 0 ? x : NaN
plot data using 3:($1 - 0.38):(0):(0.76):ytic(2) with vectors nohead linecolor rgb orange linewidth 3 title 'the claim of 2007', \
     data using 4:($1 - 0.12):(positive($5)):6 with xerrorbars pointtype 7 pointsize 0.8 linewidth 2 linecolor rgb blue title 'here', \
     data using (positive($7)):($1 + 0.14):(positive($8)):9 with xerrorbars pointtype 6 pointsize 0.8 linewidth 2 linecolor rgb green title 'here, the switch alone (net)'
