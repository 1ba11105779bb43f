# The table of "make bench"; to be used with report.awk.

# Only what sets a load apart from the others is named.
function label(kind, r, g, idle, w, bytes, rate, room,   roomy) {
	roomy = room > 0 ? ", -m " room : ""
	if (kind == "talk" && rate > 0)
		return "R=" r ", " rate " messages/s" roomy
	if (kind == "talk" && g > 1)
		return g " groups of R=" r " W=" w roomy
	if (kind == "talk" && idle > 0)
		return "R=" r " W=" w ", " idle " idle"
	if (kind == "talk")
		return "R=" r " W=" w ", " bytes " bytes" roomy
	return kind == "idle" ? idle " idle clients" : \
		kind == "connect" ? idle " connects, all stay" : \
		"upgrade, " idle ", " bytes / 1048576 " MiB wait"
}

function cells(known, unit, decimals) {
	if (!known)
		return sprintf(" %8s %7s %7s", "-", "-", "-")
	return sprintf(" %8.*f %7.*f %7.*f", decimals, median / unit, decimals,
		lowest / unit, decimals, highest / unit)
}

# goal LOAD METRIC AGAINST BOUND WANTED: a line of the table. The figure is
# compared with that without idle clients, with room for fewer, without a history or
# without an upgrade, as a ratio (/) or a difference (-); "" if it is wanted as it
# stands.
# Without WANTED, it is only shown.
function goal(load, metric, against, bound, wanted,   l, who, how, beside, unit, decimals, known, figure, line) {
	split(load, l, " ")
	how = substr(against, length(against))
	who = against == "plain/" ? "recorded" : "forkcastd"
	beside = load
	if (against == "alone/")
		beside = l[1] " " l[2] " " l[3] " 0 " l[5] " " l[6] " " l[7] " " l[8]
	if (against == "small/")
		sub(/[0-9]+$/, "0", beside)
	if (against == "asked-")
		sub(/^[a-z]+/, "asked", beside)
	unit = metric == "deliveries" ? 1000 : 1
	decimals = metric == "cpu" ? 3 : \
		metric ~ /^(memory|longest)$/
	line = sprintf("%-32s %-16s", label(l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8]) \
		(who == "recorded" ? ", history" : ""), title[metric])
	known = measured(who, load, metric)
	figure = median
	line = line cells(known, unit, decimals)
	if (against == "") {
		line = line sprintf(" %8s %8s %7s %7s", "-", "-", "-", "-")
	} else {
		line = line sprintf(" %8s", measured("forkcastd", beside, metric) ? \
			sprintf("%.*f", decimals, median / unit) : "-")
		known = compared(who, load, "forkcastd", beside, metric, how)
		figure = median
		line = line cells(known, 1, 2)
	}
	if (wanted != "") {
		goals++
		reached += known && met(bound, wanted, figure)
		line = line sprintf("  %s %-5s %s", bound, wanted, !known ? \
			"not measured" : met(bound, wanted, figure) ? "met" : "NOT MET")
	}
	print line
}

# talks METRIC AGAINST BOUND W WANTED WANTED WANTED: with 10, 100, 1000.
function talks(idle, window, metric, against, bound, ten, hundred, thousand) {
	goal("talk 10 1 " idle " " window " 64 0 0", metric, against, bound, ten)
	goal("talk 100 1 " idle " " window " 64 0 0", metric, against, bound, hundred)
	goal("talk 1000 1 " idle " " window " 64 0 0", metric, against, bound, thousand)
}

END {
	if (failed)
		exit 70
	title["deliveries"] = "deliveries, k/s"
	title["cpu"] = "CPU, s/million"
	title["p50"] = "p50, us"
	title["p99"] = "p99, us"
	title["memory"] = "memory, KiB"
	title["connects"] = "connects/s"
	title["parent"] = "CPU, parent, us"
	title["worker"] = "CPU, worker, us"
	title["longest"] = "longest, ms"
	title["still"] = "still, ms"
	title["whole"] = "whole, ms"
	print machine "\n"
	print "R receivers in a group, its sender W messages ahead of the last of them. Medians\n" \
		"of interleaved runs, with the lowest and the highest. The other is the server\n" \
		"without the idle clients, the room for thousands, the history or the upgrade;\n" \
		"the ratio to it (of an upgrade, the difference) is taken run by run.\n"
	printf "%-32s %-16s %8s %7s %7s %8s %8s %7s %7s  wanted\n", "load", \
		"figure", "forkcastd", "lowest", "highest", "other", "ratio", \
		"lowest", "highest"
	talks(0, 256, "deliveries", "")
	talks(0, 16, "deliveries", "")
	talks(0, 1, "p50", "")
	talks(0, 1, "p99", "")
	goal("talk 10 1 0 64 64 200 0", "p50", "")
	goal("talk 100 1 0 16 64 0 0", "cpu", "", "<=", 1.2)
	goal("talk 100 1 0 256 64 0 0", "cpu", "", "<=", 0.1)
	split("10 1 0 256 64 0|100 1 0 256 64 0|10 1 0 16 64 0|100 1 0 16 64 0" \
		"|100 1 0 32 1024 0|10 100 0 16 64 0", roomy, "|")
	for (i = 1; i <= 6; i++)
		goal("talk " roomy[i] " 9900", "deliveries", "small/", ">=", 0.95)
	goal("talk 10 1 0 64 64 200 9900", "p50", "small/", "<=", 1.05)
	split("10 1 0 256 64 0 0|100 1 0 16 64 0 0|100 1 0 256 64 0 0|1000 1 0 16 64 0 0" \
		"|10 100 0 16 64 0 0", kept, "|")
	for (i = 1; i <= 5; i++)
		goal("talk " kept[i], "deliveries", "plain/", "")
	talks(7000, 16, "deliveries", "alone/", ">=", 0.85, 0.85, 0.85)
	talks(7000, 256, "deliveries", "alone/", ">=", 0.85, 0.85, 0.85)
	goal("talk 10 900 0 1 64 0 0", "deliveries", "", ">=", 1)
	goal("connect 0 0 9900 0 0 0 0", "connects", "", ">=", 5000)
	goal("connect 0 0 9900 0 0 0 0", "parent", "")
	goal("connect 0 0 9900 0 0 0 0", "worker", "")
	goal("idle 0 0 2000 0 0 0 0", "memory", "", "<=", 140)
	goal("idle 0 0 9000 0 0 0 0", "memory", "", "<=", 140)
	goal("upgrade 0 0 100 0 0 0 0", "longest", "asked-", "<=", 50)
	goal("upgrade 0 0 100 0 0 0 0", "still", "")
	goal("upgrade 0 0 100 0 0 0 0", "whole", "")
	goal("upgrade 0 0 9900 0 67108864 0 0", "longest", "asked-", "<=", 300)
	goal("upgrade 0 0 9900 0 67108864 0 0", "still", "")
	goal("upgrade 0 0 9900 0 67108864 0 0", "whole", "")
	printf "\n%d of %d met\n", reached, goals
}
