# Many machines side by side: a field for each row and machine, as a factor of the first machine's.
# gnuplot -e "data='heat.dat'" plots/heat.gp
# first block: place, name with the first machine's figure; second block: place, machine; third block: machine, row, ratio
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
rows = STATS_max
stats data index 1 using 1 nooutput
machines = STATS_max
stats data index 2 using (abs(log($3))) nooutput
reach = STATS_max > log(2) ? log(2) : STATS_max < log(1.1) ? log(1.1) : STATS_max
if (!exists("height")) height = 190 + 26 * rows
if (!exists("base")) base = 'the first machine'
load style

set bmargin 8
set xrange [0.5:machines + 0.5]
set yrange [rows + 0.5:0.5]
unset grid
set border 0
unset key
set xtics rotate by -35 scale 0
set ytics scale 0
set xlabel 'ratio to ' . base . ': blue is faster, orange is slower, grey is missing' noenhanced
set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb '#e4e4e4' fillstyle solid noborder
set palette defined (-1 blue, -0.5 sky, 0 '#ffffff', 0.5 '#f3b58a', 1 orange)
set cbrange [-reach:reach]
unset colorbox
bounded(x) = x > reach ? reach : x < -reach ? -reach : x
ink(x) = abs(x) > 0.75 * reach ? 0xffffff : 0x222222
plot data index 2 using 1:2:(0.49):(0.46):(bounded(log($3))) with boxxyerror fillcolor palette notitle, \
     data index 2 using 1:2:(sprintf('%.2f', $3)):(ink(log($3))) with labels font ',10' textcolor rgb variable notitle, \
     data index 0 using (1):1:ytic(2) with points pointtype 0 notitle, \
     data index 1 using 1:(1):xtic(2) with points pointtype 0 notitle
