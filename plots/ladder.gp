# What a task pays for an operation, and what is left without the calls themselves; `meaning1` and on say what that is.
# gnuplot -e "data='ladder.dat'" plots/ladder.gp
# columns: place, name, cost, low, high, net, low, high (nanoseconds)
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
largest = exists("reach") ? reach : STATS_max
stats data using 6 nooutput
smallest = exists("STATS_min") && STATS_min < 0 ? STATS_min : 0
if (!exists("height")) height = 130 + 30 * rows + (exists("meaning1") ? 90 : 0)
load style

# A bar or an interval that goes far beyond the others is cut off, lest it hide them; the name says how much it is.
unit = largest < 2000 ? 1.0 : 1000.0
set yrange [rows + 0.6:0.4]
set xrange [1.1 * smallest / unit:1.2 * largest / unit]
set xtics auto
# What the net figures leave, a line each: it is not the same in all rows.
meaning = ''
lines = 0
do for [line = 1:9] {
    if (exists("meaning" . line)) { lines = line; meaning = meaning . "\n" . (line == 1 ? 'net leaves ' : '') . value("meaning" . line) }
}
set xlabel (unit == 1 ? 'nanoseconds' : 'microseconds') . ' an operation; the thin lines are 95 % intervals' . meaning noenhanced
if (lines) set bmargin 6 + lines
plot data using ($3 / unit / 2):1:(0):($3 / unit):($1 - 0.36):($1) with boxxyerror linecolor rgb sky title 'what the task pays', \
     data using ($6 / unit / 2):1:(0):($6 / unit):($1):($1 + 0.36) with boxxyerror linecolor rgb blue title 'net: without the calls themselves', \
     data using ($3 / unit):($1 - 0.18):($4 / unit):($5 / unit) with xerrorbars pointtype 0 linecolor rgb black notitle, \
     data using ($6 / unit):($1 + 0.18):($7 / unit):($8 / unit) with xerrorbars pointtype 0 linecolor rgb black notitle, \
     data using (0):1:ytic(2) with points pointtype 0 notitle
