# A cost over a range of a parameter, a line for each series.
# gnuplot -e "data='sweep.dat'" plots/sweep.gp
# first block: place, value on the axis; second: place, mark (a cache); then a block a series, its name above: place,
# cost, low, high; a line is broken where the cost is missing
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks - 2
if (!exists("axis")) axis = ''
if (!exists("what")) what = 'cost'
if (!exists("unit")) unit = 'ns'
if (!exists("height")) height = 560
if (!exists("flat")) flat = 0
flat = int(flat)
load style

set grid xtics ytics linecolor rgb '#c8c8c8' linewidth 1
set xlabel axis noenhanced
set key outside right center vertical Left reverse
set bmargin 4
stats data index 0 using 1 nooutput
places = STATS_max

# An interval that is wider than all figures is cut off, lest it hide them.
low = 1e300; high = -1e300
do for [i = 2:series + 1] {
    stats data index i using 2 nooutput
    low = STATS_min < low ? STATS_min : low; high = STATS_max > high ? STATS_max : high
}
set xrange [0.5:places + 0.5]
set xtics nomirror ('' 0)
bottom = flat ? (low < 0 ? low - 0.1 * (high - low) : 0) : low / 1.5
top = flat ? high + 0.1 * (high - low) : high * 1.5
set yrange [bottom:top]
set ylabel what
if (flat) {
    scale = unit ne 'ns' || high < 5e3 ? 1.0 : 1e3
    set ylabel what . (unit ne 'ns' ? ', ' . unit : scale == 1 ? ', ns' : ', µs')
    set yzeroaxis linecolor rgb grey
} else {
    scale = 1.0
    set logscale y
    set ytics nomirror ('' bottom / 2)
    decades = log10(top / bottom)
    if (unit eq 'ns') {
        do for [power = -2:10] {
            set ytics add (span(10.0 ** power) 10.0 ** power)
            if (decades < 2.5) { set for [i in (decades < 1 ? '1.2 1.5 2 2.5 3 4 5 6 8' : '2 5')] ytics add (span(i * 10.0 ** power) i * 10.0 ** power) }
        }
    } else {
        step = ceil(decades / log10(2) / 8)
        set for [power = 0:60:step] ytics add (bytes(2.0 ** power) 2.0 ** power)
    }
}
set yrange [bottom / scale:top / scale]
set title title offset 0, 0.8 noenhanced
# What is not a number breaks a line, where what is missing would not.
shown(cost) = valid(2) ? cost / scale : NaN
# Marks stand above, lines between two places.
plot data index 1 using 1:(bottom / scale):(0):((top - bottom) / scale) with vectors nohead linecolor rgb orange dashtype 2 notitle, \
     data index 1 using 1:(top / scale):2 with labels offset 0, 0.6 font ',10' textcolor rgb orange notitle, \
     for [i = 2:(series < 8 ? series : 8) + 1] data index i using 1:(shown(column(2))) with lines \
         linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 2:(series < 8 ? series : 8) + 1] data index i using 1:($2 / scale):($3 / scale):($4 / scale) with yerrorbars \
         pointtype shapes[(i - 2) % 8 + 1] pointsize 0.7 linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] title columnheader(1), \
     for [i = 10:series + 1] data index i using 1:(shown(column(2))) with lines \
         linewidth 1.5 dashtype 3 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 10:series + 1] data index i using 1:($2 / scale):($3 / scale):($4 / scale) with yerrorbars \
         pointtype shapes[(i - 7) % 8 + 1] pointsize 0.7 linewidth 1.5 dashtype 3 linecolor rgb colours[(i - 2) % 8 + 1] title columnheader(1), \
     data index 0 using 1:(NaN):xtic(2) with points pointtype 0 notitle
