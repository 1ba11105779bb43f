# Draws the windows of terminals as an SVG picture: each run of cells of one
# style is a text, as wide as its cells in any font, and reversed cells have a
# rectangle behind them. Input: for each window a line "title TITLE", then its
# rows as "tmux capture-pane -e" prints them. The variable columns is their width.

function level(n)
{
	return n == 0 ? 0 : 55 + 40 * n
}

# Sets the style that the numbers between "ESC [" and "m" ask for.
function style(numbers,    count, at, n)
{
	count = split(numbers, list, ";")
	for (at = 1; at <= count || at == 1; at++) {
		n = list[at] + 0
		if (n == 0)
			ink = fore
		if (n == 0 || n == 22)
			bold = dim = ""
		if (n == 0 || n == 27)
			reverse = ""
		if (n == 1)
			bold = " font-weight=\"bold\""
		else if (n == 2)
			dim = " opacity=\"0.65\""
		else if (n == 7)
			reverse = 1
		else if (n == 39)
			ink = fore
		else if (n == 38 && list[at + 2] >= 16) { # 38;5;N: of the cube
			n = list[at + 2] - 16
			at += 2
			ink = sprintf("#%02x%02x%02x", level(int(n / 36)),
			    level(int(n / 6) % 6), level(n % 6))
		} else if (n !~ /^(0|22|27|49)$/) {
			print "picture.awk: no style " numbers >"/dev/stderr"
			exit 1
		}
	}
}

function escaped(text)
{
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

# Draws a text in the current style, and moves on by its columns.
function run(text,    front, x, blank)
{
	front = reverse ? ground : ink
	x = margin + column * width
	if (reverse)
		body = body sprintf("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" " \
		    "height=\"%d\" fill=\"%s\" " \
		    "shape-rendering=\"crispEdges\"/>\n", x, y,
		    length(text) * width, height, ink)
	column += length(text)
	blank = match(text, /[^ ]/) - 1
	if (blank < 0)
		return
	text = substr(text, blank + 1)
	sub(/ +$/, "", text)
	body = body sprintf("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>" \
	    "%s</text>\n", x + blank * width, y + 14, length(text) * width,
	    bold dim (front == fore ? "" : " fill=\"" front "\""), escaped(text))
}

function row(line,    start, end)
{
	column = 0
	while (match(line, /\033[[(][0-9;]*[A-Za-z]|[\016\017]/)) {
		start = RSTART
		end = RSTART + RLENGTH
		if (start > 1)
			run(substr(line, 1, start - 1))
		if (substr(line, end - 1, 1) == "m")
			style(substr(line, start + 2, end - start - 3))
		line = substr(line, end)
	}
	if (line != "")
		run(line)
	y += height
}

# Puts a frame with a title around the rows since it was opened.
function close_window()
{
	if (top == "")
		return
	y += 8
	frames = frames sprintf("<rect x=\"0.5\" y=\"%.1f\" width=\"%.1f\" " \
	    "height=\"%d\" rx=\"8\" fill=\"%s\" stroke=\"#3d444d\"/>\n",
	    top + 0.5, columns * width + 2 * margin - 1, y - top, ground)
	frames = frames sprintf("<text x=\"%.1f\" y=\"%d\" " \
	    "text-anchor=\"middle\" opacity=\"0.65\">%s</text>\n",
	    (columns * width) / 2 + margin, top + 19, escaped(title))
	y += 12
}

BEGIN {
	width = 8.4
	height = 18
	margin = 12
	fore = "#d8dee9"
	ground = "#161b22"
	y = 0
}

/^title / {
	close_window()
	title = substr($0, 7)
	top = y
	y += 32
	style("0")
	next
}

{ row($0) }

END {
	close_window()
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" " \
	    "height=\"%d\" viewBox=\"0 0 %d %d\" font-size=\"14\" fill=\"%s\" " \
	    "font-family=\"ui-monospace, 'SF Mono', Menlo, Consolas, " \
	    "'DejaVu Sans Mono', monospace\" xml:space=\"preserve\">\n",
	    columns * width + 2 * margin, y - 11, columns * width + 2 * margin,
	    y - 11, fore
	printf "%s%s</svg>\n", frames, body
}
