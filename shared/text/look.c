/*
 * The looks of a name: see look.h. mkunicode has made the table with the look
 * of each character; here the marks of several are sorted.
 */
#include "shared/text/look.h"

#include "shared/text/look_table.h"
#include "shared/text/utf8.h"

/* A place in the pool: where it begins times 8, plus its length. */
#define PLACE_AT(place) ((size_t)(place) / 8)
#define PLACE_LEN(place) ((size_t)(place) % 8)
#define PLACE_LEN_MAX 7

/* Characters, plane by plane, and the places of their looks. */
struct table {
	const uint16_t *planes; /* where each plane begins */
	const uint16_t *characters;
	const uint16_t *places;
};

static const struct table folded_table = { folded_planes, folded_characters,
	folded_places };
static const struct table shown_table = { shown_planes, shown_characters,
	shown_places };

/* Finds the place of the character's look; false if the table has none. */
static bool
look_find(const struct table *table, uint32_t c, unsigned *place)
{
	const uint32_t plane = c >> 16;
	size_t low = table->planes[plane];
	size_t high = table->planes[plane + 1];

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		*place = table->places[middle];
		if (table->characters[middle] == (c & 0xffff))
			return true;
		if (table->characters[middle] < (c & 0xffff))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/*
 * Returns whether the character looks only like itself, as most of those in
 * names do.
 */
static bool
is_itself(uint32_t c)
{
	return (c >= 'a' && c <= 'z' && c != 'm') || (c >= '2' && c <= '9') ||
	    c == '_' || c == '-';
}

/* Finds the place of its look in that way; false if it looks like itself. */
static bool
has_place(uint32_t c, enum look_way way, unsigned *place)
{
	if (is_itself(c))
		return false;
	return (way == LOOK_SHOWN && look_find(&shown_table, c, place)) ||
	    look_find(&folded_table, c, place);
}

/* Writes the look of one character, and returns its length. */
static size_t
expand(uint32_t c, enum look_way way, uint32_t into[PLACE_LEN_MAX])
{
	unsigned place;
	size_t count = 0;

	if (!has_place(c, way, &place)) {
		into[0] = c;
		return 1;
	}
	for (size_t i = 0; i < PLACE_LEN(place); i++) {
		const uint32_t unit = pool[PLACE_AT(place) + i];
		if (count > 0 &&
		    (unit & 0xfc00) == 0xdc00) /* second half of a pair */
			into[count - 1] = 0x10000 +
			    ((into[count - 1] & 0x3ff) << 10) + (unit & 0x3ff);
		else
			into[count++] = unit;
	}
	return count;
}

/*
 * Returns the length of the name's next character, which goes to *c; a byte
 * that is not UTF-8 counts as one.
 */
static size_t
peek(const struct look *look, uint32_t *c)
{
	const size_t len = utf8_decode(look->rest.at, look->rest.len, c);

	if (len == 0)
		*c = (unsigned char)look->rest.at[0];
	return len > 0 ? len : 1;
}

/*
 * Returns whether a mark must come before another: by their classes, as in
 * normalized text.
 */
static bool
goes_before(uint32_t c, uint32_t other)
{
	const unsigned class = unicode_class(c);

	return class != 0 && class < unicode_class(other);
}

static void
hold(struct look *look, uint32_t c)
{
	size_t at = look->count++;

	while (at > 0 && goes_before(c, look->held[at - 1])) {
		look->held[at] = look->held[at - 1];
		at--;
	}
	look->held[at] = c;
}

/*
 * Returns whether the next character is a mark, and may have to come before
 * held ones.
 */
static bool
comes_mark(const struct look *look)
{
	uint32_t looks[PLACE_LEN_MAX];
	uint32_t c;

	if (look->rest.len == 0)
		return false;
	(void)peek(look, &c);
	return expand(c, look->way, looks) == 0 || unicode_class(looks[0]) != 0;
}

/* Reads the name's next letter, with its marks. */
static void
fill(struct look *look)
{
	uint32_t looks[PLACE_LEN_MAX];
	uint32_t c;

	look->at = 0;
	look->count = 0;
	do {
		const size_t len = peek(look, &c);
		const size_t count = expand(c, look->way, looks);
		str_drop(&look->rest, len);
		for (size_t i = 0; i < count; i++)
			hold(look, looks[i]);
	} while (look->count + PLACE_LEN_MAX <= LOOK_HELD && comes_mark(look));
}

void
look_begin(struct look *look, struct str name, enum look_way way)
{
	look->rest = name;
	look->way = way;
	look->at = 0;
	look->count = 0;
}

uint32_t
look_next(struct look *look)
{
	while (look->at == look->count) {
		if (look->rest.len == 0)
			return 0;
		fill(look);
	}
	return look->held[look->at++];
}

/* Returns whether both give the same characters up to the end. */
static bool
end_alike(struct look *a, struct look *b)
{
	uint32_t c;

	do {
		c = look_next(a);
		if (look_next(b) != c)
			return false;
	} while (c != 0);
	return true;
}

/* Returns whether a glance shows that they differ, which is the usual case. */
static bool
begin_apart(struct str a, struct str b)
{
	return a.len > 0 && b.len > 0 && a.at[0] != b.at[0] &&
	    is_itself((unsigned char)a.at[0]) &&
	    is_itself((unsigned char)b.at[0]);
}

bool
look_same(struct str a, enum look_way a_way, struct str b, enum look_way b_way)
{
	struct look one, other;

	if (begin_apart(a, b))
		return false;
	look_begin(&one, a, a_way);
	look_begin(&other, b, b_way);
	return end_alike(&one, &other);
}

bool
look_like(struct str a, struct str b)
{
	for (enum look_way way = 0; way < LOOK_WAYS; way++)
		for (enum look_way other = 0; other < LOOK_WAYS; other++)
			if (look_same(a, way, b, other))
				return true;
	return false;
}

static size_t
count_of(struct str name)
{
	struct look look;
	size_t count = 0;

	look_begin(&look, name, LOOK_FOLDED);
	while (look_next(&look) != 0)
		count++;
	return count;
}

bool
look_ends_in(struct str name, struct str end)
{
	const size_t count = count_of(name);
	const size_t end_count = count_of(end);
	struct look look, end_look;

	if (count < end_count)
		return false;
	look_begin(&look, name, LOOK_FOLDED);
	look_begin(&end_look, end, LOOK_FOLDED);
	for (size_t i = 0; i < count - end_count; i++)
		(void)look_next(&look);
	return end_alike(&look, &end_look);
}
