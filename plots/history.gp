# What a row came to on one machine, run after run, with a line wherever kernel, microcode or mitigations changed.
# gnuplot -e "data='history.dat'" plots/history.gp
# first block: seconds since 1970, figure, low, high, 1 where the grade is C or D; second: seconds, number of the changes;
# third: seconds, date, the same where a narrow chart has room for it. bottom and top: what is shown of the figures
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
first = STATS_min; last = STATS_max
stats data index 0 using 2 nooutput
if (!exists("bottom")) bottom = 0.98 * STATS_min
if (!exists("top")) top = 1.02 * STATS_max
if (!exists("unit")) unit = 'ns'
if (!exists("what")) what = 'time of one operation'
left = narrow ? 64 : 90
upright = 1
# The last date stands below the right end.
if (narrow) right = 40
keys = 3
head = narrow ? 74 + 21 * keys : 100
height = head + 384
load style

scale = unit ne 'ns' || top < 5e3 ? 1.0 : top < 5e6 ? 1e3 : 1e6
caption = 'lines are 95 % intervals; the axis does not begin at 0'
set label 2 caption @below
set label 3 what . (unit ne 'ns' ? ', ' . unit : scale == 1 ? ', ns' : scale == 1e3 ? ', µs' : ', ms') at screen h(16), v(head - 30) left font small textcolor rgb black
bottom = bottom / scale; top = top / scale
day = 86400.0
apart = last > first ? last - first : day
set xrange [first - 0.04 * apart:last + 0.04 * apart]
set yrange [bottom:top]
set xtics nomirror textcolor rgb black
set xtics ('' 0)
set format y '%g'
set ytics nomirror scale 1
set grid ytics linecolor rgb pale linewidth 1
held(y) = y / scale > top ? top : y / scale < bottom ? bottom : y / scale
step = (top - bottom) / 50
plot data index 1 using 1:(bottom):(0):(top - bottom) with vectors nohead linewidth 2 dashtype 2 linecolor rgb orange title 'something changed', \
     data index 1 using 1:(top):2 with labels offset 0, 0.6 font small textcolor rgb accent notitle, \
     data index 0 using 1:($2 / scale) with lines linewidth 1 linecolor rgb sky notitle, \
     data index 0 using 1:(held($3)):(0):(held($4) - held($3)) with vectors nohead linewidth 1.5 linecolor rgb blue notitle, \
     data index 0 using ($4 / scale > top ? $1 : NaN):(top - step):(0):(step) with vectors @tip linewidth 1.5 linecolor rgb blue notitle, \
     data index 0 using ($3 / scale < bottom ? $1 : NaN):(bottom + step):(0):(-step) with vectors @tip linewidth 1.5 linecolor rgb blue notitle, \
     data index 0 using ($5 < 1 ? $1 : NaN):($2 / scale) with points pointtype 7 pointsize 0.7 linecolor rgb blue title 'a run', \
     data index 0 using ($5 > 0 ? $1 : NaN):($2 / scale) with points pointtype 6 pointsize 0.7 linewidth 1.5 linecolor rgb blue title 'a run of grade C or D', \
     data index 2 using 1:(NaN):xtic(narrow ? 3 : 2) with points pointtype 0 notitle
