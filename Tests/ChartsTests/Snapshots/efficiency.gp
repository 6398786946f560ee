# Drawn by toll. To draw it again: gnuplot efficiency.gp
data = 'efficiency.dat'
kind = 'svg'
output = 'efficiency.svg'
title = 'Making tasks on several CPUs at once'

# Tasks made on several CPUs at once: how much of what one creator alone achieves is left to each.
# first block: place, creators; then a block a series, its name above: place, percent, low, high
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
series = STATS_blocks - 1
stats data index 0 using 1 nooutput
places = STATS_max
most = 110
# An interval that is wider than all figures is cut off, lest it hide them.
do for [i = 1:series] { stats data index i using 2 nooutput; most = STATS_max > most ? STATS_max : most }
if (!exists("height")) height = 480
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


set xrange [0.5:places + 0.5]
set yrange [0:1.05 * most]
unset xtics
set xtics nomirror textcolor rgb black
set format y '%g %%'
set grid ytics linecolor rgb '#c8c8c8' linewidth 1
set xlabel 'creators, one on each CPU; bars are 95 % intervals'
set ylabel 'tasks a creator makes, against one alone'
set arrow from 0.5, 100 to places + 0.5, 100 nohead linecolor rgb black
offset(i) = (i - (series + 1) / 2.0) * 0.08
plot data index 0 using 1:(100.0 / $2):xtic(sprintf('%d', $2)) with linespoints dashtype 2 pointtype 1 linecolor rgb grey title 'all of them together no faster than one', \
     for [i = 1:series] data index i using ($1 + offset(i)):2:3:4 with yerrorlines \
         pointtype shapes[(i - 1) % 8 + 1] pointsize 0.9 linewidth 2 linecolor rgb colours[(i - 1) % 8 + 1] title columnheader(1)
