/* The colour of a name: see colour.h. */
#include "text/colour.h"

#define COLOUR(number) LIT("\033[" number "m")

/*
 * Colours for the stream: no black, white or grey, and no blue, which is
 * unreadable on black.
 */
static const struct str colours[] = { COLOUR("31"), COLOUR("32"), COLOUR("33"),
	COLOUR("35"), COLOUR("36"), COLOUR("91"), COLOUR("92"), COLOUR("93"),
	COLOUR("94"), COLOUR("95"), COLOUR("96") };

/*
 * Colours for the window with 16 colours: those of the stream, less the ones
 * that are too light on white, namely yellow and most bright ones.
 */
static const struct str of_16[] = { COLOUR("31"), COLOUR("32"), COLOUR("35"),
	COLOUR("36"), COLOUR("91"), COLOUR("94"), COLOUR("95") };

/*
 * Colours for the window with 256 colours. They come from xterm's colour cube,
 * which no palette changes, and have a WCAG contrast ratio of at least 3.9 both
 * to white and to black. There is no grey, and red is reserved for errors.
 */
static const struct str of_256[] = {
	COLOUR("38;5;131"),
	COLOUR("38;5;130"),
	COLOUR("38;5;64"),
	COLOUR("38;5;28"),
	COLOUR("38;5;29"),
	COLOUR("38;5;30"),
	COLOUR("38;5;31"),
	COLOUR("38;5;27"),
	COLOUR("38;5;62"),
	COLOUR("38;5;63"),
	COLOUR("38;5;99"),
	COLOUR("38;5;98"),
	COLOUR("38;5;97"),
	COLOUR("38;5;129"),
	COLOUR("38;5;165"),
	COLOUR("38;5;133"),
	COLOUR("38;5;164"),
	COLOUR("38;5;163"),
	COLOUR("38;5;162"),
	COLOUR("38;5;132"),
	COLOUR("38;5;161"),
};

/*
 * Colours for the window with true colour: a contrast ratio of at least 4.5 to
 * white and to black, and far enough apart to be told from each other.
 */
static const struct str of_true[] = {
	COLOUR("38;2;220;55;0"),
	COLOUR("38;2;184;92;0"),
	COLOUR("38;2;149;112;0"),
	COLOUR("38;2;96;128;0"),
	COLOUR("38;2;66;133;0"),
	COLOUR("38;2;34;136;0"),
	COLOUR("38;2;0;137;0"),
	COLOUR("38;2;0;137;34"),
	COLOUR("38;2;0;136;68"),
	COLOUR("38;2;0;134;100"),
	COLOUR("38;2;0;131;131"),
	COLOUR("38;2;0;127;169"),
	COLOUR("38;2;0;115;230"),
	COLOUR("38;2;54;104;255"),
	COLOUR("38;2;95;95;255"),
	COLOUR("38;2;126;83;255"),
	COLOUR("38;2;158;62;255"),
	COLOUR("38;2;189;0;252"),
	COLOUR("38;2;208;0;208"),
	COLOUR("38;2;220;0;165"),
	COLOUR("38;2;229;0;114"),
	COLOUR("38;2;235;0;59"),
	COLOUR("38;2;210;65;65"),
	COLOUR("38;2;194;83;46"),
	COLOUR("38;2;166;103;39"),
	COLOUR("38;2;121;121;28"),
	COLOUR("38;2;80;130;31"),
	COLOUR("38;2;32;136;32"),
	COLOUR("38;2;31;134;83"),
	COLOUR("38;2;31;130;130"),
	COLOUR("38;2;46;120;194"),
	COLOUR("38;2;78;112;213"),
	COLOUR("38;2;126;96;218"),
	COLOUR("38;2;175;68;211"),
	COLOUR("38;2;197;46;197"),
	COLOUR("38;2;205;48;166"),
	COLOUR("38;2;208;56;132"),
	COLOUR("38;2;210;61;98"),
};

struct str
colour_of(struct str name)
{
	return colours[str_hash(name) % COUNT(colours)];
}

struct str
colour_of_name(struct str name, enum depth depth)
{
	const uint32_t hash = str_hash(name);

	if (depth == DEPTH_TRUE)
		return of_true[hash % COUNT(of_true)];
	if (depth == DEPTH_256)
		return of_256[hash % COUNT(of_256)];
	return depth == DEPTH_16 ? of_16[hash % COUNT(of_16)] : STR("");
}
