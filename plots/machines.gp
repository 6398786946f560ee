# Machines side by side: each row as a factor of the first machine's.
# gnuplot -e "data='machines.dat'" plots/machines.gp
# first block: place, name with the first machine's figure; then a block a machine, its name above: place, ratio, low, high
if (!exists("style")) style = 'plots/style.gp'
set datafile separator tab; set datafile missing '?'
stats data using 1 nooutput
machines = STATS_blocks - 1
stats data index 0 using 1 nooutput
rows = STATS_max
if (!exists("height")) height = 120 + (machines > 6 ? machines / 6 * 24 : 0) + rows * (machines > 2 ? 9 * machines + 8 : 26)
if (!exists("base")) base = 'the first machine'
load style

# An interval that is wider than all ratios is cut off, lest it hide them.
low = 0.8; high = 1.25
do for [i = 1:machines] {
    stats data index i using 2 nooutput
    low = STATS_min / 1.2 < low ? STATS_min / 1.2 : low
    high = STATS_max * 1.2 > high ? STATS_max * 1.2 : high
}
set yrange [rows + 0.6:0.4]
set logscale x 2
set xrange [low:high]
set xtics nomirror ('1×' 1)
if (high / low > 12) {
    set for [power = 1:20] xtics add (sprintf('1/%d×', 2 ** power) 2.0 ** -power)
    set for [power = 1:20] xtics add (sprintf('%d×', 2 ** power) 2.0 ** power)
} else {
    step = high / low > 6 ? 0.5 : high / low > 2 ? 0.25 : 0.1
    set for [i = 1:60] xtics add (sprintf('%.3g×', i * step) i * step)
}
set xlabel 'ratio to ' . base . ' (log scale, below 1 is faster); bars are 95 % intervals' noenhanced
set arrow from 1, graph 0 to 1, graph 1 nohead linecolor rgb black
do for [row = 1:rows - 1] { set arrow from graph 0, first row + 0.5 to graph 1, first row + 0.5 nohead linecolor rgb pale }
offset(i) = (i - (machines + 1) / 2.0) * 0.8 / machines
plot data index 0 using (1):1:ytic(2) with points pointtype 0 linecolor rgb black notitle, \
     for [i = 1:machines] data index i using 2:($1 + offset(i)):3:4 with xerrorbars \
         pointtype shapes[(i - 1) % 8 + 1] pointsize 0.7 linewidth 1.5 \
         linecolor rgb colours[(i - 1 + (i > 8 ? 3 : 0)) % 8 + 1] title columnheader(1)
