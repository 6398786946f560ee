# The bill of a switch: each part begins where the one before it ends.
# gnuplot -e "data='bill.dat'" plots/bill.gp
# columns: place, what, begin, end, low, high, kind (0 the whole, 1 a part, 2 not explained, 3 what may come on top)
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using ($7 < 3 ? abs($4) : NaN) nooutput
largest = STATS_max
if (!exists("width")) width = 1120
if (!exists("height")) height = 150 + 34 * rows
load style

# What comes on top may cost many times the whole: it is cut off, lest it hide the parts.
unit = largest < 2000 ? 1.0 : 1000.0
begin(a, b) = (a < b ? a : b) / unit
end(a, b) = (a < b ? b : a) / unit

set yrange [rows + 0.6:0.4]
set xrange [-0.1 * largest / unit:1.3 * largest / unit]
set xtics auto
set xlabel (unit == 1 ? 'nanoseconds' : 'microseconds') . '; the thin lines are 95 % intervals'
set key maxrows 2 width -4
set xzeroaxis linecolor rgb grey
plot data using (($3 + $4) / 2 / unit):($7 == 0 ? $1 : NaN):(begin($3, $4)):(end($3, $4)):($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb black title 'the whole', \
     data using (($3 + $4) / 2 / unit):($7 == 1 ? $1 : NaN):(begin($3, $4)):(end($3, $4)):($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb blue title 'a part of it', \
     data using (($3 + $4) / 2 / unit):($7 == 2 ? $1 : NaN):(begin($3, $4)):(end($3, $4)):($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb amber title 'not explained', \
     data using (($3 + $4) / 2 / unit):($7 == 3 ? $1 : NaN):(begin($3, $4)):(end($3, $4)):($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb sky title 'may come on top', \
     data using ($4 / unit):1:($5 / unit):($6 / unit) with xerrorbars pointtype 0 linecolor rgb pink notitle, \
     data using (0):1:ytic(2) with points pointtype 0 notitle
