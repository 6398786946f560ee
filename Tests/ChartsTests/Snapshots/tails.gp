# Drawn by toll. To draw it again: gnuplot tails.gp
data = 'tails.dat'
kind = 'svg'
output = 'tails.svg'
title = 'The tail: single iterations, and how long the slowest take'
width = 960
left = 166
right = 95

# What medians hide: for each row the time that half, nine in ten, 99 in a hundred … of single iterations stay below.
# columns: place, name, p50, p90, p99, p99.9, p99.99, longest (nanoseconds an operation), samples
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
rows = STATS_max
stats data using 3 nooutput
first = STATS_min
stats data using 8 nooutput
last = STATS_max
keys = 3
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 30)
# What all charts share: where the picture goes, margins in pixels, colours that colour-blind eyes distinguish (Okabe and
# Ito), and a look that is light and prints well. A chart sets `data` (a file) and its `height` before it loads this;
# everything else has a default. toll gives the colours of an SVG a dark counterpart each (Sources/Charts/Palette.swift).
if (!exists("kind")) kind = 'svg'
if (!exists("output")) output = data . '.' . kind
if (!exists("width")) width = 960
if (!exists("height")) height = 540
if (!exists("title")) title = ''
# Pixels for the names of rows and for the texts to their right, as wide as the longest of them.
if (!exists("left")) left = 240
if (!exists("right")) right = 24
# Narrow: names stand above their rows instead, but the figures of a vertical axis stay beside it.
if (!exists("narrow")) narrow = 0
if (!exists("upright")) upright = 0
if (narrow && !upright) { left = 16; right = 16 }
# Whether there is little room, with names above their rows or beside them.
slim = width < 500
# Pixels above the field (title, key) and below it (axis, notes). A line of the key is 21 pixels high; a narrow chart says
# how many its key has.
if (!exists("keys")) keys = 2
if (!exists("head")) head = narrow ? 42 + 21 * keys : 76
if (!exists("foot")) foot = 64
# Without a title what stands above the field moves up to its place.
if (!exists("lift")) lift = title eq '' ? 26 : 0
head = head - lift
height = height - lift
notes = 0
do for [line = 1:12] { if (exists("note" . line)) { notes = line } }
foot = foot + 16 * notes
height = height + 16 * notes
if (kind eq 'svg') set terminal svg noenhanced size width, height dynamic font 'Helvetica,Arial,sans-serif,14' background '#ffffff'
# Dots of a PNG for each pixel.
if (!exists("density")) density = 2
if (kind eq 'png') set terminal pngcairo noenhanced size density * width, density * height fontscale density linewidth density pointscale density font 'sans-serif,10' background '#ffffff'
small = kind eq 'png' ? ',8' : ',11'
set output output

set datafile separator tab
set datafile missing '?'
set encoding utf8
black = '#222222'; grey = '#6b6b70'; pale = '#d9d9d9'; none = '#e4e4e4'; ground = '#ffffff'; accent = '#b34700'
blue = '#0072b2'; sky = '#8cc5e8'; orange = '#d55e00'; green = '#009e73'; pink = '#cc79a7'; amber = '#e69f00'
array colours[8] = [blue, orange, green, pink, amber, '#56b4e9', black, '#8c6d1f']
array shapes[8] = [7, 5, 9, 11, 13, 6, 4, 8]
# From little to much, and from less over the same to more; text on them is dark or light.
array steps[8] = ['#f2f7fc', '#deebf7', '#c6dbef', '#9ecae1', '#6baed6', '#3579b5', '#1c5ea0', '#084594']
array turns[9] = ['#084594', '#2171b5', '#6baed6', '#c6dbef', '#f5f5f5', '#fdd9b5', '#fdae6b', '#b8500a', '#8a2f03']
dark = '#212121'; light = '#fdfdfd'

# A picture's place in pixels from its left and from its top, as gnuplot takes it.
h(x) = 1.0 * x / width
v(y) = 1.0 - 1.0 * y / height
set lmargin at screen h(left)
set rmargin at screen h(width - right)
set tmargin at screen v(head)
set bmargin at screen v(height - foot)
set label 1 title at screen h(16), v(24) left font (kind eq 'png' ? ',12' : ',17') textcolor rgb black noenhanced
do for [line = 1:notes] {
    set label 100 + line value("note" . line) at screen h(16), v(height - 12 - 16 * (notes - line)) left font small textcolor rgb grey noenhanced
}
set border 3 linecolor rgb grey
set tics nomirror textcolor rgb black
set grid x linecolor rgb pale linewidth 1
set key at screen h(16), v(38 - lift) left top vertical Left reverse samplen 1.5 noenhanced width 1 textcolor rgb black maxrows (narrow ? keys : 1)
set style fill solid 1 noborder
set format y ''
set ytics scale 0
# The name of the axis: a template sets `caption` and draws it with `set label 2 @below`.
below = "at screen h(slim ? 16 : left), v(height - foot + 44) left textcolor rgb black noenhanced font (slim ? small : '')"
# An arrowhead where something goes on beyond the field.
tip = "head filled size screen h(9), 20 fixed"
# Rows with a bar each: where in a row the bar lies, and where its name and the text to its right stand.
upper = narrow ? -0.06 : -0.36
lower = narrow ? 0.42 : 0.36
centre = (upper + lower) / 2
line = narrow ? -0.28 : 0
names = narrow ? "left noenhanced textcolor rgb black" : "right offset -1, 0 noenhanced textcolor rgb black"
texts = narrow ? "right noenhanced textcolor rgb grey" : "left offset 1, 0 noenhanced textcolor rgb grey"

# Nanoseconds as people read them.
span(ns) = ns < 1e3 ? sprintf('%.3g ns', ns) : ns < 1e6 ? sprintf('%.3g µs', ns / 1e3) : ns < 1e9 ? sprintf('%.3g ms', ns / 1e6) : sprintf('%.3g s', ns / 1e9)
set for [power = -2:10] xtics add (span(10.0 ** power) 10.0 ** power)

# Bytes likewise.
bytes(n) = n < 1024 ? sprintf('%.3g B', n) : n < 1048576 ? sprintf('%.3g KiB', n / 1024) : sprintf('%.3g MiB', n / 1048576)


from = first / 1.5
to = last * 1.5
set yrange [rows + 0.5:0.5]
set logscale x
set xrange [from:to]
set mxtics 10
set grid x mxtics linecolor rgb pale linewidth 1, linecolor rgb pale linewidth 0.4
caption = narrow ? 'each by itself, with reading the clock (log scale)' : 'time of one operation, each timed by itself, with reading the clock (log scale)'
set label 2 caption @below
array percents[6] = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'longest']
array inks[6] = [blue, green, amber, orange, pink, black]
array marks[6] = [7, 5, 9, 13, 11, 2]
plot data using 3:($1 + centre):($8 - $3):(0) with vectors nohead linecolor rgb pale linewidth 3 notitle, \
     for [i = 1:6] data using (column(i + 2)):($1 + centre) with points pointtype marks[i] pointsize 0.8 linewidth 1.5 \
         linecolor rgb inks[i] title percents[i], \
     data using (from):($1 + line):2 with labels @names notitle, \
     data using (to):($1 + line):9 with labels @texts notitle
