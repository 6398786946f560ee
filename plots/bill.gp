# The bill of a switch: each part begins where the one before it ends.
# gnuplot -e "data='bill.dat'" plots/bill.gp
# columns: place, what, begin, end, low, high, kind (0 the whole, 1 a part, 2 not explained, 3 what may come on top), text
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using ($7 < 3 ? $4 : NaN) nooutput
largest = STATS_max
stats data using ($7 < 3 ? $4 : NaN) nooutput
smallest = STATS_min < 0 ? STATS_min : 0
keys = 4
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 30)
load style

# What comes on top may cost many times the whole: it is cut off with a break, lest it hide the parts.
unit = largest < 2000 ? 1.0 : 1000.0
from = 1.1 * smallest / unit
to = 1.15 * largest / unit
step = (to - from) / 100
held(x) = x / unit > to ? to : x / unit < from ? from : x / unit
begin(a, b) = held(a < b ? a : b)
end(a, b) = held(a < b ? b : a)
set yrange [rows + 0.5:0.5]
set xrange [from:to]
set xtics auto
caption = (unit == 1 ? 'nanoseconds' : 'microseconds') . '; thin lines are 95 % intervals'
set label 2 caption @below
set xzeroaxis linecolor rgb grey
array inks[4] = [black, blue, amber, sky]
array kinds[4] = ['the whole', 'a part of it', 'not explained', 'may come on top']
plot for [k = 1:4] data using ((begin($3, $4) + end($3, $4)) / 2):($7 == k - 1 ? $1 : NaN):(begin($3, $4)):(end($3, $4)):($1 + upper):($1 + lower) with boxxyerror linecolor rgb inks[k] title kinds[k], \
     data using ($5 / unit < to ? held($5) : NaN):($1 + centre):(held($6) - held($5)):(0) with vectors nohead linewidth 2 linecolor rgb pink notitle, \
     data using ($5 / unit < to && $6 / unit > to ? to - step : NaN):($1 + centre):(step):(0) with vectors @tip linewidth 2 linecolor rgb pink notitle, \
     for [i = 0:1] data using ($4 / unit > to ? to - (5 + 1.2 * i) * step : NaN):($1 + lower):(1.2 * step):(upper - lower) with vectors nohead linewidth 3 linecolor rgb ground notitle, \
     data using (from):($1 + line):2 with labels @names notitle, \
     data using (to):($1 + line):8 with labels @texts notitle
