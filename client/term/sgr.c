/* The look of a cell: see sgr.h. */
#include "term/sgr.h"

#include "shared/buf.h"
#include "text/width.h"

#define MARKS ((sgr)0x3f)

/*
 * A colour: its kind, and 24 bits for an index of the 256 colours or for red,
 * green and blue.
 */
#define COLOUR_BITS 26
#define COLOUR ((sgr)1 << COLOUR_BITS)
#define KIND_BITS 24
enum { NO_COLOUR, INDEX, RGB };

/* The bits of the two colours. */
enum { FORE = 8, BACK = 36 };

#define NUMBERS 32

static unsigned
colour_of_style(sgr style, unsigned place)
{
	return (unsigned)(style >> place & (COLOUR - 1));
}

static sgr
with_colour(sgr style, unsigned place, unsigned kind, unsigned value)
{
	const sgr colour = (sgr)kind << KIND_BITS | value;

	return (style & ~((COLOUR - 1) << place)) | colour << place;
}

/* Reads 38 or 48 and its arguments. Returns how many numbers that were. */
static size_t
read_long(sgr *style, const unsigned *number, size_t count)
{
	const unsigned place = number[0] == 38 ? FORE : BACK;

	if (count >= 3 && number[1] == 5) {
		*style = with_colour(*style, place, INDEX, number[2] & 255);
		return 3;
	}
	if (count >= 5 && number[1] == 2) {
		*style = with_colour(*style, place, RGB,
		    (number[2] & 255) << 16 | (number[3] & 255) << 8 |
			(number[4] & 255));
		return 5;
	}
	return count;
}

/* Numbers that change marks: the marks that they set and clear. */
static const struct {
	unsigned number;
	unsigned set;
	unsigned clear;
} marks[] = {
	{ 1, SGR_BOLD, 0 },
	{ 2, SGR_DIM, 0 },
	{ 3, SGR_ITALIC, 0 },
	{ 4, SGR_UNDERLINE, 0 },
	{ 7, SGR_REVERSE, 0 },
	{ 9, SGR_STRIKE, 0 },
	{ 22, 0, SGR_BOLD | SGR_DIM },
	{ 23, 0, SGR_ITALIC },
	{ 24, 0, SGR_UNDERLINE },
	{ 27, 0, SGR_REVERSE },
	{ 29, 0, SGR_STRIKE },
};

/* Ranges of numbers that choose one of the 256 colours, from index on. */
static const struct {
	unsigned first;
	unsigned count;
	unsigned place;
	unsigned index;
} colours[] = {
	{ 30, 8, FORE, 0 },
	{ 90, 8, FORE, 8 },
	{ 40, 8, BACK, 0 },
	{ 100, 8, BACK, 8 },
};

static sgr
read_one(sgr style, unsigned number)
{
	if (number == 0)
		return 0;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].number == number)
			return (style | marks[i].set) & ~(sgr)marks[i].clear;
	for (size_t i = 0; i < COUNT(colours); i++)
		if (number - colours[i].first < colours[i].count)
			return with_colour(style, colours[i].place, INDEX,
			    number - colours[i].first + colours[i].index);
	if (number == 39 || number == 49)
		return with_colour(
		    style, number == 39 ? FORE : BACK, NO_COLOUR, 0);
	return style;
}

/* Splits a sequence into its numbers; a missing one is 0. */
static size_t
sgr_split(struct str list, unsigned number[NUMBERS])
{
	size_t count = 0;

	number[0] = 0;
	for (size_t i = 0; i < list.len; i++) {
		const unsigned digit = (unsigned char)list.at[i] - '0';
		if (digit < 10 && number[count] < 1000)
			number[count] = 10 * number[count] + digit;
		if (list.at[i] == ';' && count + 1 < NUMBERS)
			number[++count] = 0;
	}
	return count + 1;
}

sgr
sgr_read(sgr before, struct str sequence)
{
	unsigned number[NUMBERS];

	if (sequence.len < 3 || sequence.at[1] != '[' ||
	    sequence.at[sequence.len - 1] != 'm')
		return before;
	const size_t count = sgr_split(
	    (struct str) { sequence.at + 2, sequence.len - 3 }, number);
	for (size_t i = 0; i < count;) {
		if (number[i] == 38 || number[i] == 48)
			i += read_long(&before, number + i, count - i);
		else
			before = read_one(before, number[i++]);
	}
	return before;
}

sgr
sgr_after(sgr before, struct str styled)
{
	const char *escape;
	size_t columns;

	while (styled.len > 0 &&
	    (escape = memchr(styled.at, '\033', styled.len)) != NULL) {
		styled.len -= (size_t)(escape - styled.at);
		styled.at = escape;
		const size_t len = width_first(styled, &columns);
		before = sgr_read(before, (struct str) { styled.at, len });
		str_drop(&styled, len);
	}
	return before;
}

sgr
sgr_of_space(sgr style)
{
	const sgr seen = SGR_UNDERLINE | SGR_REVERSE | SGR_STRIKE;

	return style & seen ? style : style & ((COLOUR - 1) << BACK);
}

/* Appends the next number of a sequence. */
static void
sgr_put(struct buf *to, unsigned number)
{
	(void)BUF_CAT(
	    to, buf_len(to) > 0 ? STR(";") : STR("\033["), DECIMAL(number));
}

static void
put_index(struct buf *to, unsigned place, unsigned index)
{
	for (size_t i = 0; i < COUNT(colours); i++)
		if (colours[i].place == place &&
		    index - colours[i].index < colours[i].count) {
			sgr_put(
			    to, colours[i].first + index - colours[i].index);
			return;
		}
	sgr_put(to, place == FORE ? 38 : 48);
	sgr_put(to, 5);
	sgr_put(to, index);
}

static void
put_colour(struct buf *to, unsigned place, unsigned colour)
{
	const unsigned value = colour & ((1U << KIND_BITS) - 1);

	switch (colour >> KIND_BITS) {
	case NO_COLOUR:
		sgr_put(to, place == FORE ? 39 : 49);
		return;
	case INDEX:
		put_index(to, place, value);
		return;
	default:
		sgr_put(to, place == FORE ? 38 : 48);
		sgr_put(to, 2);
		for (unsigned shift = 24; shift > 0; shift -= 8)
			sgr_put(to, value >> (shift - 8) & 255);
	}
}

/* Appends the numbers that set the marks and colours that from lacks. */
static void
put_more(struct buf *to, sgr from, sgr style)
{
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].set & style & ~from)
			sgr_put(to, marks[i].number);
	if (colour_of_style(from, FORE) != colour_of_style(style, FORE))
		put_colour(to, FORE, colour_of_style(style, FORE));
	if (colour_of_style(from, BACK) != colour_of_style(style, BACK))
		put_colour(to, BACK, colour_of_style(style, BACK));
}

struct str
sgr_write(sgr from, sgr to, char room[SGR_ROOM])
{
	char other[SGR_ROOM];
	struct buf more, anew;

	if (from == to)
		return STR("");
	if (to == 0)
		return STR("\033[m");
	buf_init(&more, room, SGR_ROOM);
	put_more(&more, from, to);
	(void)BUF_CAT(&more, STR("m"));
	buf_init(&anew, other, SGR_ROOM);
	sgr_put(&anew, 0);
	put_more(&anew, 0, to);
	(void)BUF_CAT(&anew, STR("m"));
	if (!(from & MARKS & ~to) && buf_len(&more) <= buf_len(&anew))
		return buf_str(&more);
	memcpy(room, other, buf_len(&anew));
	return (struct str) { room, buf_len(&anew) };
}
