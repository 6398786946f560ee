# What a task pays for an operation, and what of that is the switch itself.
# gnuplot -e "data='ladder.dat'" plots/ladder.gp
# columns: place, name, gross, low, high, net, low, high (nanoseconds)
if (!exists("style")) style = 'plots/style.gp'
stats data using 1 nooutput
rows = STATS_max
if (!exists("height")) height = 110 + 30 * rows
load style

set yrange [rows + 0.6:0.4]
set xrange [*:*]
set xtics auto
set xlabel 'nanoseconds an operation; the thin lines are 95 % intervals'
set xzeroaxis linecolor rgb grey
plot data using ($3 / 2):1:(0):3:($1 - 0.36):($1):ytic(2) with boxxyerror linecolor rgb sky title 'what the task pays', \
     data using ($6 / 2):1:(0):6:($1):($1 + 0.36) with boxxyerror linecolor rgb blue title 'the switch alone (net)', \
     data using 3:($1 - 0.18):4:5 with xerrorbars pointtype 0 linecolor rgb black notitle, \
     data using 6:($1 + 0.18):7:8 with xerrorbars pointtype 0 linecolor rgb black notitle
