/* The colour of a name: see colour.h. */
#include "text/colour.h"

#define COLOUR(number)                                             \
	{                                                          \
		"\033[" number "m", sizeof("\033[" number "m") - 1 \
	}

/* Neither black, white nor grey, nor the blue that black makes unreadable. */
static const struct str colours[] = { COLOUR("31"), COLOUR("32"), COLOUR("33"),
	COLOUR("35"), COLOUR("36"), COLOUR("91"), COLOUR("92"), COLOUR("93"),
	COLOUR("94"), COLOUR("95"), COLOUR("96") };

struct str
colour_of(struct str name)
{
	return colours[str_hash(name) % COUNT(colours)];
}
