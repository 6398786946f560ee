# The batches of every row by their distance from the row's figure, as a strip: one mode, two, or a tail. The height is the
# share of the row's batches, the colour what the sentinel said of them.
# gnuplot -e "data='batches.dat'" plots/batches.gp
# first block: place, name, batches; then a block a state (undisturbed, core shared, frequency changed), in pieces between
# empty lines: distance in percent, place of the row, lower edge, upper edge (0 to 1); last: place, side (-1, 1) on which
# there are batches beyond the field
if (!exists("style")) style = 'plots/style.gp'
if (!exists("narrow")) narrow = 0
set datafile separator tab; set datafile missing '?'
stats data index 0 using 1 nooutput
rows = STATS_max
if (!exists("begin")) begin = -10
if (!exists("end")) end = 25
keys = 3
height = (narrow ? 106 + 21 * keys : 140) + rows * (narrow ? 48 : 28)
load style

set yrange [rows + 0.5:0.5]
set xrange [begin:end]
set xtics auto
set format x '%+g %%'
set xtics add ('figure' 0)
caption = "distance from the row's figure" . (narrow ? '' : ', the median of its undisturbed batches')
set label 2 caption @below
step = (end - begin) / 100.0
array inks[3] = [blue, amber, pink]
array states[3] = ['undisturbed', 'core shared', 'frequency changed']
level(row, share) = row + lower - share * (lower - upper)
plot data index 0 using (0):($1 + upper):(0):(lower - upper) with vectors nohead linecolor rgb grey notitle, \
     for [i = 1:3] data index i using 1:(level($2, $3)):(level($2, $4)) with filledcurves linecolor rgb inks[i] title states[i], \
     data index 4 using ($2 > 0 ? end - step : begin + step):($1 + centre):($2 * step):(0) with vectors @tip linewidth 2 linecolor rgb grey notitle, \
     data index 0 using (begin):($1 + line):2 with labels @names notitle, \
     data index 0 using (end):($1 + line):3 with labels @texts notitle
