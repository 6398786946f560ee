# A cost over a range of a parameter, a line for each series.
# gnuplot -e "data='sweep.dat'" plots/sweep.gp
# first block: place, value on the axis; second: place, mark (a cache); then a block a series, its name above: place, ns, low, high
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks - 2
if (!exists("axis")) axis = ''
if (!exists("what")) what = 'cost'
if (!exists("height")) height = 560
if (!exists("flat")) flat = 0
load style

unset xtics
set xtics nomirror textcolor rgb black
set logscale y
if (flat) unset logscale y; set yrange [0:*]
set grid xtics ytics linecolor rgb '#c8c8c8' linewidth 1
set offsets 0.4, 0.4, 0, 0
if (!flat) { do for [power = 0:10] { set ytics add (span(10.0 ** power) 10.0 ** power) } }
set ylabel what
set xlabel axis noenhanced
set key outside right center vertical Left reverse
plot data index 1 using 1:(0):2 with impulses linecolor rgb grey dashtype 2 notitle, \
     for [i = 2:series + 1] data index i using 1:2:3:4 with yerrorlines \
         pointtype shapes[(i - 2) % 8 + 1] pointsize 0.7 linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] title columnheader(1), \
     data index 0 using 1:(NaN):xtic(2) with points pointtype 0 notitle
