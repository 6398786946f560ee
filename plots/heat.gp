# Many machines side by side: a cell for each row and machine, as a factor of the first machine's.
# gnuplot -e "data='heat.dat'" plots/heat.gp
# first block: place, name, the first machine's figure; second block: place, machine; third block: machine, row, step of
# colour (1 to 9, 5 is the same), ratio as text. step1 to step10: where the colours begin and end.
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
rows = STATS_max
stats data index 1 using 1 nooutput
machines = STATS_max
if (!exists("base")) base = 'the first machine'
# How long the longest name of a machine is, in pixels; the names stand aslant.
if (!exists("slant")) slant = 120
narrow = 0
if (!exists("right")) right = 24
# The last name leans out to the right.
right = right > 0.75 * slant ? right : 0.75 * slant
head = 88
little = (exists("width") ? width : 960) < 500
# Where columns are narrower than a line of text is high, the names stand upright.
cell = 1.0 * ((exists("width") ? width : 960) - (exists("left") ? left : 240) - right) / machines
steep = cell < 22
foot = (little ? 72 : 56) + slant * (steep ? 1 : 0.6)
tall = 24
height = head + foot + rows * tall
load style

set xrange [0.5:machines + 0.5]
set yrange [rows + 0.5:0.5]
unset grid
set border 0
unset key
set xtics rotate by (steep ? -90 : -35) scale 0
if (steep) { set xtics font small }
colouring = 'blue is faster, orange is slower, grey is missing'
set label 2 'ratio to ' . base . (slim ? '' : ': ' . colouring) at screen h(16), v(height - 16 * notes - (slim ? 40 : 24)) left textcolor rgb black noenhanced font (slim ? small : '')
if (slim) { set label 3 colouring at screen h(16), v(height - 16 * notes - 24) left textcolor rgb black noenhanced font small }
set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb none fillstyle solid noborder
each = (width - left - 40) / 9.0
each = each > 50 ? 50 : each
do for [i = 1:9] {
    set object 10 + i rectangle from screen h(left + (i - 1) * each), v(46 - lift) to screen h(left + i * each), v(58 - lift) fillcolor rgb turns[i] fillstyle solid border linecolor rgb pale
}
do for [i = 1:10:(each < 40 ? 3 : 1)] {
    if (exists("step" . i)) { set label 20 + i value("step" . i) at screen h(left + (i - 1) * each), v(70 - lift) center font small textcolor rgb grey noenhanced }
}
gap = cell > 16 ? 0.5 - 1.0 / cell : 0.5
plot for [i = 1:9] data index 2 using 1:($3 == i ? $2 : NaN):(gap):(0.46) with boxxyerror fillcolor rgb turns[i] notitle, \
     data index 2 using 1:($3 > 2 && $3 < 8 && cell > 30 ? $2 : NaN):4 with labels font small textcolor rgb dark notitle, \
     data index 2 using 1:(($3 < 3 || $3 > 7) && cell > 30 ? $2 : NaN):4 with labels font small textcolor rgb light notitle, \
     data index 0 using (0.5):1:2 with labels right offset -1, 0 textcolor rgb black notitle, \
     data index 0 using (machines + 0.5):1:3 with labels left offset 1, 0 textcolor rgb grey notitle, \
     data index 1 using 1:(NaN):xtic(2) with points pointtype 0 notitle
