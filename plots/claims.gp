# Each claim of 2007 that is a time: the figure then as a line, the figures of this machine with their intervals.
# gnuplot -e "data='claims.dat'" plots/claims.gp
# columns: place, claim, then, here, low, high, net, low, high (nanoseconds), the verdict
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
# What is not above 0 has no place on a logarithmic scale: its verdict says what it is.
positive(x) = x > 0 ? x : NaN
stats data using 1 nooutput
rows = STATS_max
# The scale is that of the figures: an interval that goes far beyond it ends in an arrowhead.
first = 1e300; last = 0
do for [column in '3 4 7'] {
    stats data using (positive(column(int(column)))) nooutput
    if (exists("STATS_min")) { first = STATS_min < first ? STATS_min : first; last = STATS_max > last ? STATS_max : last }
}
keys = 3
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 52 : 36)
load style

from = first / 2
to = last * 2
held(x) = x > to ? to : x > from ? x : from
set yrange [rows + 0.5:0.5]
set logscale x
set xrange [from:to]
set mxtics 10
# Within few decades the twos and fives are named too.
if (last / first < 30 && !narrow) { set for [i in '2 5'] for [power = -2:10] xtics add (span(i * 10.0 ** power) i * 10.0 ** power) }
set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
caption = 'time of one operation (log scale); lines are 95 % intervals'
set label 2 caption @below
quarter = (lower - centre) / 2
over = centre - quarter
under = centre + quarter
plot data using 3:($1 + upper):(0):(lower - upper) with vectors nohead linecolor rgb orange linewidth 3 title 'the claim of 2007', \
     data using (positive($4) > 0 ? held($5) : NaN):($1 + over):(held($6) - held($5)):(0) with vectors nohead linewidth 2 linecolor rgb blue notitle, \
     data using (positive($7) > 0 ? held($8) : NaN):($1 + under):(held($9) - held($8)):(0) with vectors nohead linewidth 2 linecolor rgb green notitle, \
     data using (positive($4) > 0 && $6 > to ? to / 1.02 : NaN):($1 + over):(to - to / 1.02):(0) with vectors @tip linewidth 2 linecolor rgb blue notitle, \
     data using (positive($7) > 0 && $9 > to ? to / 1.02 : NaN):($1 + under):(to - to / 1.02):(0) with vectors @tip linewidth 2 linecolor rgb green notitle, \
     data using (positive($4) > 0 && $5 < from ? from * 1.02 : NaN):($1 + over):(from - from * 1.02):(0) with vectors @tip linewidth 2 linecolor rgb blue notitle, \
     data using (positive($7) > 0 && $8 < from ? from * 1.02 : NaN):($1 + under):(from - from * 1.02):(0) with vectors @tip linewidth 2 linecolor rgb green notitle, \
     data using (positive($4)):($1 + over) with points pointtype 7 pointsize 0.8 linecolor rgb blue title 'here', \
     data using (positive($7)):($1 + under) with points pointtype 6 pointsize 0.8 linewidth 2 linecolor rgb green title 'here, net', \
     data using (from):($1 + line):2 with labels @names notitle, \
     data using (to):($1 + line):10 with labels @texts notitle
