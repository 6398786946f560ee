# A cost over two parameters, or between pairs of CPUs: a field for each pair.
# gnuplot -e "data='grid.dat'" plots/grid.gp
# first block: place, name of a row; second: place, name of a column; third: column, row, nanoseconds, text; fourth: place
# between columns, mark (a cache)
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
rows = STATS_max
stats data index 1 using 1 nooutput
columns = STATS_max
stats data index 2 using (log10($3)) nooutput
fields = STATS_records; least = STATS_min; most = STATS_max > STATS_min + 0.05 ? STATS_max : STATS_min + 0.05
if (!exists("height")) height = 170 + (rows < 6 ? 204 : 34 * rows)
if (!exists("across")) across = ''
if (!exists("down")) down = ''
load style
set title title offset 0, 0.8 noenhanced

set xrange [0.5:columns + 0.5]
set yrange [rows + 0.5:0.5]
unset grid
set border 0
unset key
set xtics scale 0
set ytics scale 0
set xlabel across . (fields < rows * columns ? '; grey is without a valid figure' : '') noenhanced
set ylabel down noenhanced
set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb '#e4e4e4' fillstyle solid noborder
set palette defined (0 '#f7fbff', 0.5 sky, 1 '#004a80')
set cbrange [least:most]
unset colorbox
ink(x) = log10(x) > least + 0.6 * (most - least) ? 0xffffff : 0x222222
plot data index 2 using 1:2:(0.49):(0.47):(log10($3)) with boxxyerror fillcolor palette notitle, \
     data index 2 using 1:2:4:(ink($3)) with labels font ',11' textcolor rgb variable notitle, \
     data index 3 using 1:(0.5):(0):(rows) with vectors nohead linecolor rgb orange linewidth 2 notitle, \
     data index 3 using 1:(0.5):2 with labels offset 0, 0.7 font ',10' textcolor rgb orange notitle, \
     data index 0 using (1):1:ytic(2) with points pointtype 0 notitle, \
     data index 1 using 1:(1):xtic(2) with points pointtype 0 notitle
