# Draws ipc.json as SVG: four charts of microseconds over bytes, both axes
# logarithmic, with a bar from the lower to the upper quartile at each point.
# Run by tests/course/ipc/run:	awk -f plot.awk ipc.json >ipc.svg

# The value of a field in a line of the file.
function field(name,    text)
{
	if (!match($0, "\"" name "\": *(\"[^\"]*\"|\\[[^]]*\\]|[^,} ]*)"))
		return ""
	text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
	gsub(/^ *"?|"$/, "", text)
	return text
}

function x_of(bytes)
{
	return left + width * log(bytes / bytes_min) / log(bytes_max / bytes_min)
}

# Only bars can end beyond the chart.
function y_of(time)
{
	if (time < time_min)
		time = time_min
	if (time > time_max)
		time = time_max
	return top + height - height * log(time / time_min) / log(time_max / time_min)
}

function line(x1, y1, x2, y2, style)
{
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n",
	    x1, y1, x2, y2, style
}

function label(x, y, anchor, text)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
	    x, y, anchor, text
}

function size_name(bytes)
{
	return bytes % 1024 == 0 ? bytes / 1024 "K" : bytes
}

function draw_axes(title,    bytes, time, digit)
{
	printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" " \
	    "fill=\"none\" stroke=\"#888\"/>\n", left, top, width, height
	printf "<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>\n",
	    left, top - 8, title
	for (bytes = bytes_min; bytes <= bytes_max; bytes *= 4) {
		line(x_of(bytes), top, x_of(bytes), top + height, grid)
		label(x_of(bytes), top + height + 15, "middle", size_name(bytes))
	}
	for (time = time_min; time < time_max * 1.01; time *= 10) {
		line(left, y_of(time), left + width, y_of(time), grid)
		label(left - 5, y_of(time) + 4, "end", time)
		for (digit = 2; digit < 10 && time * digit < time_max; digit++)
			line(left - 3, y_of(time * digit), left,
			    y_of(time * digit), "stroke=\"#888\"")
	}
	line(x_of(4600), top, x_of(4600), top + height,
	    "stroke=\"#888\" stroke-dasharray=\"2 3\"")
	label(x_of(4600) + 4, top + height - 6, "start", "4600")
}

function draw_line(chart, which,    i, key, points)
{
	for (i = 1; i <= sizes; i++) {
		key = chart SUBSEP mechanism[which] SUBSEP size[i]
		if (!(key in median))
			continue
		points = points sprintf(" %.1f,%.1f", x_of(size[i]),
		    y_of(median[key]))
		line(x_of(size[i]), y_of(low[key]), x_of(size[i]),
		    y_of(high[key]), "stroke=\"" color[which] "\"")
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" " \
		    "fill=\"%s\"/>\n", x_of(size[i]), y_of(median[key]),
		    color[which]
	}
	printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" " \
	    "stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>\n",
	    substr(points, 2), color[which], dash[which]
}

function draw_chart(chart, title, column, row,    i)
{
	left = 60 + column * (width + 55)
	top = 60 + row * (height + 60)
	draw_axes(title)
	for (i = 1; i <= mechanisms; i++)
		draw_line(chart, i)
}

function draw_legend(x, y,    i)
{
	for (i = 1; i <= mechanisms; i++) {
		line(x, y + 20 * i, x + 30, y + 20 * i, "stroke=\"" color[i] \
		    "\" stroke-width=\"2\" stroke-dasharray=\"" dash[i] "\"")
		label(x + 36, y + 20 * i + 4, "start",
		    mechanism[i] in meaning ? meaning[mechanism[i]] : \
		    mechanism[i])
	}
}

# From one power of ten to another, around all medians.
function choose_range(    key, least, most)
{
	least = 1e9
	for (key in median) {
		if (median[key] < least)
			least = median[key]
		if (median[key] > most)
			most = median[key]
	}
	for (time_min = 1e-3; time_min * 10 <= least; time_min *= 10)
		continue
	for (time_max = time_min * 10; time_max < most; time_max *= 10)
		continue
}

BEGIN {
	# Told apart by those who do not see colours, too.
	split("#000000 #666666 #d55e00 #e69f00 #0072b2 #56b4e9 #009e73 #cc79a7",
	    color, " ")
	split("none|6 3|none|6 3|none|6 3|none|6 3", dash, "|")
	meaning["socket"] = "socketpair, stream"
	meaning["seqpkt"] = "socketpair, seqpacket"
	meaning["SysV q"] = "System V queue"
	meaning["POSIX q"] = "POSIX queue"
	meaning["SysV m"] = "System V memory"
	meaning["POSIX m"] = "POSIX memory"
	width = 380
	height = 300
	bytes_min = 16
	bytes_max = 65536
	grid = "stroke=\"#ddd\""
}

/"machine":/ { machine = field("machine") }
/"runs":/ { runs = field("runs") }

/"mechanism":/ {
	name = field("mechanism")
	bytes = field("bytes") + 0
	key = field("cores") " " field("way") SUBSEP name SUBSEP bytes
	median[key] = field("median_us") + 0
	split(field("quartiles_us"), quartile, /[][, ]+/)
	low[key] = quartile[2] + 0
	high[key] = quartile[3] + 0
	if (!known_name[name]++)
		mechanism[++mechanisms] = name
	if (!known_size[bytes]++)
		size[++sizes] = bytes
}

END {
	if (mechanisms == 0) {
		print "plot: there are no results in " FILENAME >"/dev/stderr"
		exit 1
	}
	choose_range()
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1090\" " \
	    "height=\"780\" font-family=\"sans-serif\" font-size=\"12\">\n" \
	    "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
	printf "<text x=\"60\" y=\"24\" font-size=\"16\">Microseconds for a " \
	    "message, by its bytes</text>\n"
	draw_chart("one core streamed", "Streamed, both on one core", 0, 0)
	draw_chart("one core round trip", "Round trip, both on one core", 1, 0)
	draw_chart("two cores streamed", "Streamed, each on its own core", 0, 1)
	draw_chart("two cores round trip", "Round trip, each on its own core", 1, 1)
	draw_legend(60 + 2 * (width + 55) - 35, 50)
	label(60, 765, "start", machine "; median of " runs \
	    " runs, bars from quartile to quartile")
	print "</svg>"
}
