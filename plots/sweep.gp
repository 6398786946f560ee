# A cost over a range of a parameter, a line for each series. Both axes are true: places are the values themselves.
# gnuplot -e "data='sweep.dat'" plots/sweep.gp
# first block: value on the axis, its name; second: value, mark (a cache); then a block a series, its name above: value,
# cost, low, high (a line is broken where the cost is missing), slope and intercept of the line that fits it
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks - 2
if (!exists("axis")) axis = ''
if (!exists("what")) what = 'cost'
if (!exists("unit")) unit = 'ns'
# Whether the axis of values and that of costs are logarithmic.
if (!exists("logx")) logx = 0
if (!exists("logy")) logy = 1
# The place on a logarithmic axis of a value of 0.
if (!exists("zero")) zero = 1
if (!exists("fits")) fits = 0
logx = int(logx); logy = int(logy); fits = int(fits)
left = narrow ? 64 : 90
upright = 1
if (narrow) right = 16
# Names of series that do not fit beside the field stand above it.
above = narrow || series < 3
head = above ? 82 + 21 * (series + fits) : 76
height = 484 + head
load style
if (above) { set key maxrows series + fits } else { set key at screen h(width - right + 12), v(head) left top vertical maxrows auto }

set grid xtics ytics linecolor rgb pale linewidth 1
caption = axis
set label 2 caption @below

# An interval that is wider than all figures ends in an arrowhead, lest it hide them.
low = 1e300; high = -1e300
do for [i = 2:series + 1] {
    stats data index i using 2 nooutput
    low = STATS_min < low ? STATS_min : low; high = STATS_max > high ? STATS_max : high
}
stats data index 0 using 1 nooutput
first = logx ? (STATS_min > 0 ? STATS_min : zero) : STATS_min
last = STATS_max
place(x) = logx && x <= 0 ? zero : x
if (logx) {
    set logscale x 2; set xrange [first / 1.3:last * 1.3]
} else {
    set xrange [first - 0.04 * (last - first):last + 0.04 * (last - first)]
}
set xtics nomirror ('' -1e9)
bottom = !logy ? (low < 0 ? low - 0.1 * (high - low) : 0) : low / 1.5
top = !logy ? high + 0.1 * (high - (low < 0 ? low : 0)) : high * 1.5
scale = 1.0
if (!logy) {
    scale = unit ne 'ns' || high < 5e3 ? 1.0 : 1e3
    what = what . (unit ne 'ns' ? ', ' . unit : scale == 1 ? ', ns' : ', µs')
    set format y '%g'
    set ytics nomirror scale 1
    set xzeroaxis linecolor rgb grey
} else {
    set logscale y
    set ytics nomirror scale 1 ('' bottom / 2)
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
bottom = bottom / scale; top = top / scale
set yrange [bottom:top]
set label 3 what at screen h(16), v(head - 30) left font small textcolor rgb black
held(y) = y / scale > top ? top : y / scale < bottom ? bottom : y / scale
peak(y) = logy ? y / 1.02 : y - 0.02 * (top - bottom)
# What is not a number breaks a line, where what is missing would not.
shown(cost) = valid(2) ? cost / scale : NaN
few = series < 8 ? series : 8
plot data index 1 using 1:(bottom):(0):(top - bottom) with vectors nohead linecolor rgb orange dashtype 2 notitle, \
     data index 1 using 1:(top):2 with labels offset 0, 0.6 font small textcolor rgb accent notitle, \
     for [i = 2:series + 1] data index i using (valid(5) ? first : NaN):((column(5) * first + column(6)) / scale):(last - first):(column(5) * (last - first) / scale) with vectors nohead linecolor rgb grey dashtype 2 notitle, \
     for [i = 2:few + 1] data index i using (place($1)):(shown(column(2))) with lines \
         linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 10:series + 1] data index i using (place($1)):(shown(column(2))) with lines \
         linewidth 1.5 dashtype 3 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 2:series + 1] data index i using (valid(3) ? place($1) : NaN):(held($3)):(0):(held($4) - held($3)) with vectors nohead linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 2:series + 1] data index i using (valid(4) && $4 / scale > top ? place($1) : NaN):(peak(top)):(0):(top - peak(top)) with vectors @tip linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] notitle, \
     for [i = 2:series + 1] data index i using (place($1)):($2 / scale) with points \
         pointtype shapes[(i > 9 ? i - 7 : i - 2) % 8 + 1] pointsize 0.7 linewidth 1.5 linecolor rgb colours[(i - 2) % 8 + 1] title columnheader(1), \
     NaN with lines dashtype 2 linecolor rgb grey title (fits ? 'the straight line that fits it' : ''), \
     data index 0 using (place($1)):(NaN):xtic(narrow ? 3 : 2) with points pointtype 0 notitle
