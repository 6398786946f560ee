# The bill of a switch: each part begins where the one before it ends.
# gnuplot -e "data='bill.dat'" plots/bill.gp
# columns: place, what, begin, end, low, high, kind (0 the whole, 1 a part, 2 not explained, 3 what may come on top)
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
if (!exists("height")) height = 130 + 34 * rows
load style

set yrange [rows + 0.6:0.4]
set xrange [*:*]
set xtics auto
set xlabel 'nanoseconds; the thin lines are 95 % intervals'
set xzeroaxis linecolor rgb grey
plot data using (($3 + $4) / 2):($7 == 0 ? $1 : NaN):3:4:($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb black title 'the whole', \
     data using (($3 + $4) / 2):($7 == 1 ? $1 : NaN):3:4:($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb blue title 'a part of it', \
     data using (($3 + $4) / 2):($7 == 2 ? $1 : NaN):3:4:($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb amber title 'not explained', \
     data using (($3 + $4) / 2):($7 == 3 ? $1 : NaN):3:4:($1 - 0.35):($1 + 0.35) with boxxyerror linecolor rgb sky title 'may come on top', \
     data using 4:1:5:6 with xerrorbars pointtype 0 linecolor rgb pink notitle, \
     data using (0):1:ytic(2) with points pointtype 0 notitle
