# What a task pays for an operation, and what is left without the calls themselves.
# gnuplot -e "data='ladder.dat'" plots/ladder.gp
# columns: place, name, cost, low, high, net, low, high (nanoseconds), the cost as text
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
largest = exists("reach") ? reach : STATS_max
stats data using 6 nooutput
smallest = exists("STATS_min") && STATS_min < 0 ? STATS_min : 0
keys = 2
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 30)
load style

# A bar or an interval that goes far beyond the others is cut off, lest it hide them: a bar has a break, an interval an
# arrowhead.
unit = largest < 2000 ? 1.0 : 1000.0
from = 1.1 * smallest / unit
to = 1.1 * largest / unit
held(x) = x / unit > to ? to : x / unit < from ? from : x / unit
step = (to - from) / 100
set yrange [rows + 0.5:0.5]
set xrange [from:to]
set xtics auto
caption = (unit == 1 ? 'nanoseconds' : 'microseconds') . ' an operation; thin lines are 95 % intervals'
set label 2 caption @below
plot data using (held($3) / 2):1:(0):(held($3)):($1 + upper):($1 + centre) with boxxyerror linecolor rgb sky title 'what the task pays', \
     data using (held($6) / 2):1:(0):(held($6)):($1 + centre):($1 + lower) with boxxyerror linecolor rgb blue title 'net: without the calls themselves', \
     data using ($4 / unit < to ? held($4) : NaN):($1 + (upper + centre) / 2):(held($5) - held($4)):(0) with vectors nohead linecolor rgb black notitle, \
     data using ($7 / unit < to ? held($7) : NaN):($1 + (centre + lower) / 2):(held($8) - held($7)):(0) with vectors nohead linecolor rgb black notitle, \
     data using ($4 / unit < to && $5 / unit > to ? to - step : NaN):($1 + (upper + centre) / 2):(step):(0) with vectors @tip linecolor rgb black notitle, \
     for [i = 0:1] data using ($3 / unit > to ? to - (5 + 1.2 * i) * step : NaN):($1 + centre):(1.2 * step):(upper - centre) with vectors nohead linewidth 3 linecolor rgb ground notitle, \
     for [i = 0:1] data using ($6 / unit > to ? to - (5 + 1.2 * i) * step - 1.2 * step : NaN):($1 + lower):(1.2 * step):(centre - lower) with vectors nohead linewidth 3 linecolor rgb ground notitle, \
     data using (from):($1 + line):2 with labels @names notitle, \
     data using (to):($1 + line):9 with labels @texts notitle
