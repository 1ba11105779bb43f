/*
 * client/text/colour: names have many colours, each of which can be read on dark
 * and on light.
 */
#include "client/text/colour.h"

#include <stdio.h>

#include "tests/lib/must.h"

/* Some hundreds of names. */
#define MANY 500

static struct str
nth_name(size_t i, char room[16])
{
	const int len = snprintf(room, 16, "name%zu", i);

	return (struct str) { room, (size_t)len };
}

/* The fifth root of x, which is 0 to 1 (Newton). */
static double
fifth_root(double x)
{
	double root = 1;

	for (int i = 0; i < 60; i++)
		root -= (root * root * root * root * root - x) /
		    (5 * root * root * root * root);
	return root;
}

/* sRGB (IEC 61966-2-1): a part of a colour as light; x^2.4 = x^2 * x^(2/5). */
static double
light(unsigned part)
{
	const double x = (part / 255.0 + 0.055) / 1.055;
	const double root = fifth_root(x);

	return part < 11 ? part / 255.0 / 12.92 : x * x * root * root;
}

/* The lesser of its contrasts to black and to white: WCAG 2.1. */
static double
contrast(unsigned red, unsigned green, unsigned blue)
{
	const double all =
	    0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
	const double black = (all + 0.05) / 0.05;
	const double white = 1.05 / (all + 0.05);

	return black < white ? black : white;
}

/*
 * Returns the contrast of a colour, given as a sequence of xterm's cube or of
 * true colour.
 */
static double
contrast_of(struct str sgr)
{
	static const unsigned levels[] = { 0, 95, 135, 175, 215, 255 };
	char text[COLOUR_NAME_LEN + 1] = "";
	unsigned part[3];

	MUST(sgr.len <= COLOUR_NAME_LEN, "%zu bytes", sgr.len);
	memcpy(text, sgr.at, sgr.len);
	if (sscanf(text, "\033[38;2;%u;%u;%um", &part[0], &part[1], &part[2]) ==
	    3)
		return contrast(part[0], part[1], part[2]);
	MUST(sscanf(text, "\033[38;5;%um", &part[0]) == 1 && part[0] >= 16 &&
		part[0] < 232,
	    "of the cube");
	part[0] -= 16;
	return contrast(
	    levels[part[0] / 36], levels[part[0] / 6 % 6], levels[part[0] % 6]);
}

static void
is_readable(enum depth depth, double least)
{
	double worst = 21;
	char room[16];

	for (size_t i = 0; i < MANY; i++) {
		const struct str name = nth_name(i, room);
		const double it = contrast_of(colour_of_name(name, depth));
		worst = it < worst ? it : worst;
	}
	TAP_OK(worst >= least, "depth %d: at least %.1f to 1 (%.2f)",
	    (int)depth, least, worst);
}

static size_t
count_different(enum depth depth)
{
	struct str seen[64];
	size_t count = 0;
	char room[16];

	for (size_t i = 0; i < MANY && count < COUNT(seen); i++) {
		const struct str it = colour_of_name(nth_name(i, room), depth);
		size_t j = 0;
		while (j < count && !str_eq(seen[j], it))
			j++;
		if (j == count)
			seen[count++] = it;
	}
	return count;
}

int
main(void)
{
	TAP_STR(colour_of_name(STR("ali"), DEPTH_NONE), STR(""),
	    "none without colours");
	for (int depth = DEPTH_16; depth <= DEPTH_TRUE; depth++)
		TAP_STR(colour_of_name(STR("Ali"), (enum depth)depth),
		    colour_of_name(STR("aLI"), (enum depth)depth),
		    "depth %d: it does not depend on case", depth);
	is_readable(DEPTH_256, 3.9);
	is_readable(DEPTH_TRUE, 4.5);
	TAP_OK(count_different(DEPTH_16) >= 6, "some of 16");
	TAP_OK(count_different(DEPTH_256) >= 20, "more of 256");
	TAP_OK(count_different(DEPTH_TRUE) >= 30, "many of all");
	/* A name keeps its colour from one version to the next. */
	TAP_STR(
	    colour_of_name(STR("sara"), DEPTH_16), STR("\033[94m"), "sara's");
	return tap_done();
}
