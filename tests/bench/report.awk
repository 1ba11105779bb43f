# The reports of the benches: reads results (lib/measure.h) and prints what was
# measured beside what is wanted. The variable machine says where.

# Reads results: value[server, load, metric, run], runs[server, load].
BEGIN {
	split("deliveries cpu p50 p99 memory" \
		" connects parent worker longest still whole", metrics)
}
NF != 20 { print "report: this is no result: " $0 >"/dev/stderr"; failed = 1; exit 70 }
{
	load = $2 " " $3 " " $4 " " $5 " " $6 " " $7 " " $8 " " $9
	run = ++runs[$1, load]
	for (i = 1; i <= 11; i++)
		value[$1, load, metrics[i], run] = $(9 + i)
}

# Sorts list[1..count] into the globals median, lowest and highest; false if
# nothing was measured.
function spread(list, count,   i, j, least) {
	if (count == 0 || list[1] ~ /nan/)
		return 0
	for (i = 1; i <= count; i++)
		for (j = i + 1; j <= count; j++)
			if (list[j] + 0 < list[i] + 0) {
				least = list[j]
				list[j] = list[i]
				list[i] = least
			}
	median = (list[int((count + 1) / 2)] + list[int(count / 2) + 1]) / 2
	lowest = list[1] + 0
	highest = list[count] + 0
	return 1
}

# The spread of one row over all runs.
function measured(server, load, metric,   list, i) {
	for (i = 1; i <= runs[server, load]; i++)
		list[i] = value[server, load, metric, i]
	return spread(list, runs[server, load] + 0)
}

# How a row compares with another, run by run: they were run in turn, so that
# what else the machine did fell on both alike. how: "/" or "-".
function compared(server, load, other, beside, metric, how,   list, i, one, two) {
	for (i = 1; i <= runs[server, load] && i <= runs[other, beside]; i++) {
		one = value[server, load, metric, i]
		two = value[other, beside, metric, i]
		list[i] = one ~ /nan/ || two ~ /nan/ ? "nan" : \
			how == "/" ? one / two : one - two
	}
	return spread(list, i - 1)
}

function met(bound, wanted, figure) {
	return bound == "<=" ? figure <= wanted : figure >= wanted
}
