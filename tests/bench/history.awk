# The table of "make bench-history"; to be used with report.awk.

END {
	if (failed)
		exit 70
	print machine
	for (key in runs) {
		split(key, of, SUBSEP)
		if (of[1] != "with")
			continue
		split(of[2], l, " ")
		measured("with", of[2], "deliveries")
		rate = median
		compared("with", of[2], "without", of[2], "deliveries", "/")
		printf "R = %d, groups %d, W = %d: %.0f/s, %.2f of that without\n",
			l[2], l[3], l[5], rate, median
	}
}
