# A cost over two parameters, or between pairs of CPUs: a cell for each pair.
# gnuplot -e "data='grid.dat'" plots/grid.gp
# first block: place, name of a row; second: place, name of a column; third: column, row, step of colour (1 to 8), text,
# columns that the cell is wide; fourth: place between columns, mark (a cache); fifth: place between CPUs that share less,
# weight of the line (1 between cores, 2 between caches, 3 between nodes). step1 to step9: where the colours begin and end.
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
rows = STATS_max
stats data index 1 using 1 nooutput
columns = STATS_max
stats data index 2 using 5 nooutput
fields = STATS_sum
if (!exists("across")) across = ''
if (!exists("down")) down = ''
if (!exists("square")) square = 0
square = int(square)
wide = (exists("width") ? width : 960) - (exists("left") ? left : 240) - (exists("right") ? right : 24)
cell = 1.0 * wide / columns
if (square && cell > 56) cell = 56
tall = square ? cell : rows < 6 ? 204.0 / rows : 34
right = wide - cell * columns + (exists("right") ? right : 24)
narrow = 0
head = 104
height = head + 74 + int(rows * tall)
load style

set xrange [0.5:columns + 0.5]
set yrange [rows + 0.5:0.5]
unset grid
set border 0
unset key
set xtics scale 0 offset 0, 0.3
set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb none fillstyle solid noborder
caption = across . (down ne '' ? '; down: ' . down : '') . (fields < rows * columns && !slim ? '; grey is without a valid figure' : '')
set label 2 caption @below
# The colours, and the values with which they begin.
each = (width - left - 40) / 8.0
each = each > 56 ? 56 : each
do for [i = 1:8] {
    set object 10 + i rectangle from screen h(left + (i - 1) * each), v(46 - lift) to screen h(left + i * each), v(58 - lift) fillcolor rgb steps[i] fillstyle solid border linecolor rgb pale
}
do for [i = 1:9:2] {
    if (exists("step" . i)) { set label 20 + i value("step" . i) at screen h(left + (i - 1) * each), v(70 - lift) center font small textcolor rgb grey noenhanced }
}
gap = cell > 20 ? 0.5 - 1.0 / cell : 0.5
plot for [i = 1:8] data index 2 using ($1 + ($5 - 1) / 2.0):($3 == i ? $2 : NaN):($5 / 2.0 - 0.5 + gap):(gap) with boxxyerror fillcolor rgb steps[i] notitle, \
     data index 2 using 1:($3 < 6 ? $2 : NaN):4 with labels font small textcolor rgb dark notitle, \
     data index 2 using 1:($3 > 5 ? $2 : NaN):4 with labels font small textcolor rgb light notitle, \
     data index 3 using 1:(0.5):(0):(rows) with vectors nohead linecolor rgb orange linewidth 2 notitle, \
     data index 3 using 1:(0.5):2 with labels offset 0, 0.7 font small textcolor rgb accent notitle, \
     for [w = 1:3] data index 4 using ($2 == w ? $1 : NaN):(0.5):(0):(rows) with vectors nohead linecolor rgb black linewidth w notitle, \
     for [w = 1:3] data index 4 using (0.5):($2 == w ? $1 : NaN):(columns):(0) with vectors nohead linecolor rgb black linewidth w notitle, \
     data index 0 using (0.5):1:2 with labels right offset -1, 0 textcolor rgb black notitle, \
     data index 1 using 1:(NaN):xtic(2) with points pointtype 0 notitle
