# Drawn by toll. To draw it again: gnuplot ladder.gp
data = 'ladder.dat'
kind = 'svg'
output = 'ladder.svg'
title = 'A ladder'
meaning1 = 'sleep, wake-up and switch (switch.pipe)'
meaning2 = 'the switch alone (switch.yield)'

# What a task pays for an operation, and what is left without the calls themselves; `meaning1` and on say what that is.
# columns: place, name, cost, low, high, net, low, high (nanoseconds)
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
largest = exists("reach") ? reach : STATS_max
stats data using 6 nooutput
smallest = exists("STATS_min") && STATS_min < 0 ? STATS_min : 0
if (!exists("height")) height = 130 + 30 * rows + (exists("meaning1") ? 90 : 0)
# What all charts share: where the picture goes, colours that colour-blind eyes tell apart (Okabe and Ito), and a look
# that is light and prints well. A chart sets `data` (a file) before it loads this; everything else has a default.
if (!exists("kind")) kind = 'svg'
if (!exists("output")) output = data . '.' . kind
if (!exists("width")) width = 960
if (!exists("height")) height = 540
if (!exists("title")) title = ''
if (kind eq 'svg') set terminal svg noenhanced size width, height dynamic font 'Helvetica,Arial,sans-serif,14' background '#ffffff'
if (kind eq 'png') set terminal pngcairo noenhanced size 2 * width, 2 * height fontscale 2 linewidth 2 pointscale 2 font 'sans-serif,11' background '#ffffff'
if (kind eq 'terminal') set terminal dumb noenhanced size width, height
if (kind ne 'terminal') set output output

set datafile separator tab
set datafile missing '?'
set encoding utf8
black = '#222222'; grey = '#767676'; pale = '#d9d9d9'
blue = '#0072b2'; sky = '#8cc5e8'; orange = '#d55e00'; green = '#009e73'; pink = '#cc79a7'; amber = '#e69f00'
array colours[8] = [blue, orange, green, pink, amber, '#56b4e9', black, '#8c6d1f']
array shapes[8] = [7, 5, 9, 11, 13, 6, 4, 8]
set title title noenhanced
set border 3 linecolor rgb grey
set tics nomirror textcolor rgb black
set grid x linecolor rgb '#c8c8c8' linewidth 1
set key outside below center horizontal Left reverse samplen 1.5 noenhanced width -1
set bmargin 6
set style fill solid 1 noborder

# Nanoseconds as people read them.
span(ns) = ns < 1e3 ? sprintf('%.3g ns', ns) : ns < 1e6 ? sprintf('%.3g µs', ns / 1e3) : ns < 1e9 ? sprintf('%.3g ms', ns / 1e6) : sprintf('%.3g s', ns / 1e9)
set for [power = -2:10] xtics add (span(10.0 ** power) 10.0 ** power)

# Bytes likewise.
bytes(n) = n < 1024 ? sprintf('%.3g B', n) : n < 1048576 ? sprintf('%.3g KiB', n / 1024) : sprintf('%.3g MiB', n / 1048576)


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
