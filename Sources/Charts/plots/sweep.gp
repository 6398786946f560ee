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
if (flat == 1) { unset logscale y }
set grid xtics ytics linecolor rgb '#c8c8c8' linewidth 1
if (flat == 0) { do for [power = 0:10] { set ytics add (span(10.0 ** power) 10.0 ** power) } }
set ylabel what
set xlabel axis noenhanced
set key outside right center vertical Left reverse
# Marks stand at the foot, lines between two places.
stats data index 0 using 1 nooutput
places = STATS_max
set xrange [0.5:places + 0.5]
stats data index 2 using 2 nooutput
low = STATS_min; high = STATS_max
do for [i = 3:series + 1] { stats data index i using 2 nooutput; if (!exists("STATS_min")) { continue }; low = STATS_min < low ? STATS_min : low; high = STATS_max > high ? STATS_max : high }
bottom = flat == 1 ? (low < 0 ? 1.1 * low : 0) : low / 1.5
top = flat == 1 ? 1.1 * high : high * 1.5
set yrange [bottom:top]
set title title offset 0, 0.8 noenhanced
plot data index 1 using 1:(bottom):(0):(top - bottom) with vectors nohead linecolor rgb orange dashtype 2 notitle, \
     data index 1 using 1:(top):2 with labels offset 0, 0.6 font ',10' textcolor rgb orange notitle, \
     for [i = 2:series + 1] data index i using 1:2:3:4 with yerrorlines \
         pointtype shapes[(i - 2) % 8 + 1] pointsize 0.7 linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] title columnheader(1), \
     data index 0 using 1:(NaN):xtic(2) with points pointtype 0 notitle
