# Machines side by side: each row as a factor of the first machine's.
# gnuplot -e "data='machines.dat'" plots/machines.gp
# first block: place, name, the first machine's figure; then a block a machine, its name above: place, ratio, low, high
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
machines = STATS_blocks - 1
stats data index 0 using 1 nooutput
rows = STATS_max
if (!exists("base")) base = 'the first machine'

# The scale is that of the ratios: an interval that goes beyond it ends in an arrowhead.
low = 0.85; high = 1.2
do for [i = 1:machines] {
    stats data index i using 2 nooutput
    low = STATS_min / 1.15 < low ? STATS_min / 1.15 : low
    high = STATS_max * 1.15 > high ? STATS_max * 1.15 : high
}
head = 56 + 21 * machines
height = head + 64 + rows * ((narrow ? 20 : 10) + 14 * machines + (machines < 2 ? 6 : 0))
load style
set key maxrows machines

from = low; to = high
held(x) = x > to ? to : x > from ? x : from
set yrange [rows + 0.5:0.5]
set logscale x 2
set xrange [from:to]
set xtics nomirror ('1×' 1)
if (high / low > 12) {
    power = high / low > 300 ? 2 : 1
    set for [i = power:20:power] xtics add (sprintf('1/%d×', 2 ** i) 2.0 ** -i)
    set for [i = power:20:power] xtics add (sprintf('%d×', 2 ** i) 2.0 ** i)
} else {
    step = high / low > 6 ? 1 : high / low > 3 ? 0.5 : high / low > 1.8 ? 0.2 : 0.1
    step = narrow ? 2 * step : step
    set for [i = 1:60] xtics add (sprintf('%.3g×', i * step) i * step)
    set xtics add ('0.5×' 0.5)
}
caption = 'ratio to ' . base . (narrow ? '; below 1 is faster (log scale)' : ' (log scale, below 1 is faster); lines are 95 % intervals')
set label 2 caption @below
set arrow from 1, graph 0 to 1, graph 1 nohead linecolor rgb black
do for [row = 1:rows - 1] { set arrow from graph 0, first row + 0.5 to graph 1, first row + 0.5 nohead linecolor rgb pale }
offset(i) = centre + (i - (machines + 1) / 2.0) * (lower - upper) / machines
ink(i) = (i - 1 + (i > 8 ? 3 : 0)) % 8 + 1
plot for [i = 1:machines] data index i using (held($3)):($1 + offset(i)):(held($4) - held($3)):(0) with vectors nohead linewidth 1.5 linecolor rgb colours[ink(i)] notitle, \
     for [i = 1:machines] data index i using ($4 > to ? to / 1.01 : NaN):($1 + offset(i)):(to - to / 1.01):(0) with vectors @tip linewidth 1.5 linecolor rgb colours[ink(i)] notitle, \
     for [i = 1:machines] data index i using ($3 < from ? from * 1.01 : NaN):($1 + offset(i)):(from - from * 1.01):(0) with vectors @tip linewidth 1.5 linecolor rgb colours[ink(i)] notitle, \
     for [i = 1:machines] data index i using 2:($1 + offset(i)) with points pointtype shapes[(i - 1) % 8 + 1] pointsize 0.7 \
         linecolor rgb colours[ink(i)] title columnheader(1), \
     data index 0 using (from):($1 + line):2 with labels @names notitle, \
     data index 0 using (to):($1 + line):3 with labels @texts notitle
