# The table of "make bench-peers" in Markdown, as README has it; to be used with
# report.awk.

function figure(server, load, metric) {
	if (!measured(server, load, metric))
		return " - |"
	return metric == "deliveries" ? sprintf(" %.2f M/s |", median / 1e6) : \
		sprintf(" %.0f us |", median)
}

# goal LABEL LOAD METRIC BOUND WANTED: how many times as much as the better of
# Redis and nats-server is wanted.
function goal(label, load, metric, bound, wanted,   best, good, i, known) {
	best = "redis"
	good = measured("redis", load, metric) ? median : 0
	if (measured("nats", load, metric) && (good == 0 || \
		(metric == "deliveries" ? median > good : median < good)))
		best = "nats"
	printf "| %s |", label
	for (i = 1; i <= 5; i++)
		printf "%s", figure(servers[i], load, metric)
	known = compared("forkcastd", load, best, load, metric, "/")
	printf known ? " %.2f (%.2f-%.2f) |" : " - |", median, lowest, highest
	printf " %s %s: %s |\n", bound == ">=" ? "at least" : "at most", wanted, \
		!known ? "not measured" : met(bound, wanted, median) ? "met" : "not met"
}

END {
	if (failed)
		exit 70
	split("forkcastd forkcastd-9900 redis nats ngircd", servers, " ")
	print "Deliveries in millions a second, and how long one takes (median) at 200 messages/s.\n" \
		"R receivers in a group, its sender at most W messages ahead of them. The ratio is to\n" \
		"the better of Redis and nats-server, run by run: median (lowest-highest).\n" \
		machine "\n\n| load | forkcastd | -m 9900 | Redis | nats-server" \
		" | ngIRCd | ratio | wanted |\n|---|---|---|---|---|---|---|---|"
	goal("R = 10, 64 bytes, W = 256", "talk 10 1 0 256 64 0 0", "deliveries", ">=", 1)
	goal("R = 100, 64 bytes, W = 256", "talk 100 1 0 256 64 0 0", "deliveries", ">=", 1)
	goal("R = 1000, 64 bytes, W = 256", "talk 1000 1 0 256 64 0 0", "deliveries", ">=", 1)
	goal("R = 100, 1024 bytes, W = 32", "talk 100 1 0 32 1024 0 0", "deliveries", ">=", 0.8)
	goal("100 groups of R = 10, W = 16", "talk 10 100 0 16 64 0 0", "deliveries", ">=", 0.5)
	goal("R = 10, 200 messages/s", "talk 10 1 0 64 64 200 0", "p50", "<=", 1.5)
	goal("R = 100, 200 messages/s", "talk 100 1 0 64 64 200 0", "p50", "<=", 2.2)
}
