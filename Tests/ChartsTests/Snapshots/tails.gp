# Drawn by toll. To draw it again: gnuplot tails.gp
data = 'tails.dat'
kind = 'svg'
output = 'tails.svg'
title = 'The tail: single iterations, and how long the slowest take'

# What medians hide: for each row the time that half, nine in ten, 99 in a hundred … of single iterations stay below.
# columns: place, name, p50, p90, p99, p99.9, p99.99, longest (nanoseconds an operation), samples
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
first = STATS_min
stats data using 8 nooutput
last = STATS_max
if (!exists("height")) height = 140 + 30 * rows
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


set yrange [rows + 0.6:0.4]
set logscale x
set xrange [first / 1.5:last * 1.5]
set mxtics 10
if (kind ne 'terminal') set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
set rmargin 16
set xlabel 'time of one operation, timed one by one (log scale)'
array names[6] = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'longest']
array inks[6] = [blue, green, amber, orange, pink, black]
array marks[6] = [7, 5, 9, 13, 11, 2]
plot data using 3:1:($8 - $3):(0) with vectors nohead linecolor rgb pale linewidth 3 notitle, \
     for [i = 1:6] data using (column(i + 2)):1 with points pointtype marks[i] pointsize 0.8 linewidth 1.5 \
         linecolor rgb inks[i] title names[i], \
     data using (last * 1.5):1:9 with labels left offset 0.5, 0 textcolor rgb grey notitle, \
     data using (first):1:ytic(2) with points pointtype 0 notitle
