# Draws the windows of terminals as an SVG picture: each run of cells of one
# style is a text, as wide as its cells in any font, and colours and reversed
# cells have a rectangle behind them. Input: for each window a line "title
# TITLE", then its rows as "tmux capture-pane -e" prints them. The variables are
# theme, light or dark, and columns.

function colour(n,    level, grey)
{
	if (n < 16)
		return palette[n]
	if (n >= 232) {
		grey = 8 + 10 * (n - 232)
		return sprintf("#%02x%02x%02x", grey, grey, grey)
	}
	n -= 16
	return sprintf("#%02x%02x%02x", level_of(int(n / 36)),
	    level_of(int(n / 6) % 6), level_of(n % 6))
}

function level_of(n)
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
			ink = paper = bold = dim = italic = under = reverse = ""
		else if (n == 1)
			bold = 1
		else if (n == 2)
			dim = 1
		else if (n == 3)
			italic = 1
		else if (n == 4)
			under = 1
		else if (n == 7)
			reverse = 1
		else if (n == 22)
			bold = dim = ""
		else if (n == 27)
			reverse = ""
		else if (n == 39)
			ink = ""
		else if (n == 49)
			paper = ""
		else if (n >= 30 && n <= 37)
			ink = colour(n - 30)
		else if (n >= 90 && n <= 97)
			ink = colour(n - 82)
		else if (n >= 40 && n <= 47)
			paper = colour(n - 40)
		else if (n >= 100 && n <= 107)
			paper = colour(n - 92)
		else if (n == 38 || n == 48) {
			if (n == 38)
				ink = colour(list[at + 2])
			else
				paper = colour(list[at + 2])
			at += 2
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
function run(text,    front, back, x, look, blank)
{
	front = ink == "" ? fore : ink
	back = paper
	if (reverse) {
		back = front
		front = paper == "" ? ground : paper
	}
	x = margin + column * width
	if (back != "")
		body = body sprintf("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" " \
		    "height=\"%d\" fill=\"%s\" " \
		    "shape-rendering=\"crispEdges\"/>\n", x, y,
		    length(text) * width, height, back)
	column += length(text)
	blank = match(text, /[^ ]/) - 1
	if (blank < 0)
		return
	text = substr(text, blank + 1)
	sub(/ +$/, "", text)
	look = bold ? " font-weight=\"bold\"" : ""
	look = look (dim ? " opacity=\"0.65\"" : "")
	look = look (italic ? " font-style=\"italic\"" : "")
	look = look (under ? " text-decoration=\"underline\"" : "")
	look = look (front == fore ? "" : " fill=\"" front "\"")
	body = body sprintf("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>" \
	    "%s</text>\n", x + blank * width, y + 14, length(text) * width, look,
	    escaped(text))
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
	    "height=\"%d\" rx=\"8\" fill=\"%s\" stroke=\"%s\"/>\n", top + 0.5,
	    columns * width + 2 * margin - 1, y - top, ground, edge)
	frames = frames sprintf("<text x=\"%.1f\" y=\"%d\" " \
	    "text-anchor=\"middle\" opacity=\"0.65\">%s</text>\n",
	    (columns * width) / 2 + margin, top + 19, escaped(title))
	y += 12
}

BEGIN {
	width = 8.4
	height = 18
	margin = 12
	fore = theme == "dark" ? "#d8dee9" : "#24292f"
	ground = theme == "dark" ? "#161b22" : "#fbfbfa"
	edge = theme == "dark" ? "#3d444d" : "#c8cdd3"
	split(theme == "dark" ? \
	    "#30363d #ff7b72 #6cc070 #d9a441 #6cb6ff #d2a8ff #56d4dd #c9d1d9 " \
	    "#6e7681 #ffa198 #8ddb8c #e3b341 #96d0ff #e2c5ff #79e0e8 #f0f6fc" : \
	    "#24292f #c0262d #1a7f37 #8a6100 #0959b8 #8250df #0b7285 #6e7781 " \
	    "#57606a #a40e26 #116329 #7d4e00 #218bff #a475f9 #3192aa #ffffff",
	    sixteen, " ")
	for (i = 0; i < 16; i++)
		palette[i] = sixteen[i + 1]
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
