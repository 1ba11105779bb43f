/*
 * The skeletons of names: see skeleton.h. mkunicode has made the table with the
 * skeleton of each character; here the marks of several are sorted.
 */
#include "shared/text/skeleton.h"

#include "shared/text/skeleton_table.h"
#include "shared/text/utf8.h"

/* A place in the pool: where it begins times 8, plus its length. */
#define PLACE_AT(place) ((size_t)(place) / 8)
#define PLACE_LEN(place) ((size_t)(place) % 8)
#define PLACE_LEN_MAX 7

/*
 * A run of neighbours: the first character, and above its bits where its place
 * is. Behind the last run is one that no character has.
 */
#define RUN_FIRST(run) ((run)&0x3ffff)
#define RUN_FROM(run) ((run) >> 18)

/* Characters, in runs of neighbours, and the places of their skeletons. */
struct table {
	const uint32_t *run;
	const uint16_t *places;
	size_t runs;
};

static const struct table folded_table = { folded_runs, folded_places,
	COUNT(folded_runs) - 1 };
static const struct table shown_table = { shown_runs, shown_places,
	COUNT(shown_runs) - 1 };

/* Finds the place of a character's skeleton; false if the table has none. */
static bool
skeleton_find(const struct table *table, uint32_t c, unsigned *place)
{
	size_t low = 0, high = table->runs, at;

	if (c < RUN_FIRST(table->run[0]))
		return false;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		if (RUN_FIRST(table->run[middle]) <= c)
			low = middle;
		else
			high = middle;
	}
	at = RUN_FROM(table->run[low]) + (c - RUN_FIRST(table->run[low]));
	if (at >= RUN_FROM(table->run[low + 1]))
		return false;
	*place = table->places[at];
	return *place != 0;
}

/*
 * Returns whether the character is surely its own skeleton, as most characters
 * in names are. Saves the search.
 */
static bool
is_itself(uint32_t c)
{
	return (c >= 'a' && c <= 'z' && c != 'm') || (c >= '2' && c <= '9') ||
	    c == '_' || c == '-';
}

/* Writes the skeleton of one character, and returns its length. */
static size_t
expand(uint32_t c, enum skeleton_kind kind, uint32_t into[PLACE_LEN_MAX])
{
	unsigned place;
	size_t count = 0;

	if (is_itself(c) ||
	    !((kind == SKELETON_SHOWN &&
		  skeleton_find(&shown_table, c, &place)) ||
		skeleton_find(&folded_table, c, &place))) {
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
peek(const struct skeleton *skeleton, uint32_t *c)
{
	const size_t len =
	    utf8_decode(skeleton->rest.at, skeleton->rest.len, c);

	if (len == 0)
		*c = (unsigned char)skeleton->rest.at[0];
	return len > 0 ? len : 1;
}

/*
 * Returns whether the next character is a mark, and may have to come before
 * held ones.
 */
static bool
comes_mark(const struct skeleton *skeleton)
{
	uint32_t parts[PLACE_LEN_MAX];
	uint32_t c;

	/* No skeleton of ASCII has a mark. */
	if (skeleton->rest.len == 0 ||
	    (unsigned char)skeleton->rest.at[0] < 0x80)
		return false;
	(void)peek(skeleton, &c);
	return expand(c, skeleton->kind, parts) == 0 ||
	    unicode_class(parts[0]) != 0;
}

/*
 * Reads the name's next letter, with its marks, sorted by their combining
 * classes, as in normalized text.
 */
static void
fill(struct skeleton *skeleton)
{
	uint32_t parts[PLACE_LEN_MAX];
	uint32_t c;

	skeleton->at = 0;
	skeleton->count = 0;
	do {
		const size_t len = peek(skeleton, &c);
		const size_t count = expand(c, skeleton->kind, parts);
		str_drop(&skeleton->rest, len);
		for (size_t i = 0; i < count; i++) {
			const unsigned class = unicode_class(parts[i]);
			size_t at = skeleton->count++;
			for (; at > 0 && class != 0 &&
			     class < unicode_class(skeleton->held[at - 1]);
			     at--)
				skeleton->held[at] = skeleton->held[at - 1];
			skeleton->held[at] = parts[i];
		}
	} while (skeleton->count + PLACE_LEN_MAX <= SKELETON_HELD &&
	    comes_mark(skeleton));
}

void
skeleton_begin(
    struct skeleton *skeleton, struct str name, enum skeleton_kind kind)
{
	skeleton->rest = name;
	skeleton->kind = kind;
	skeleton->at = 0;
	skeleton->count = 0;
}

uint32_t
skeleton_next(struct skeleton *skeleton)
{
	while (skeleton->at == skeleton->count) {
		if (skeleton->rest.len == 0)
			return 0;
		fill(skeleton);
	}
	return skeleton->held[skeleton->at++];
}

/* Returns whether both skeletons have the same characters up to the end. */
static bool
end_alike(struct skeleton *a, struct skeleton *b)
{
	uint32_t c;

	do {
		c = skeleton_next(a);
		if (skeleton_next(b) != c)
			return false;
	} while (c != 0);
	return true;
}

bool
skeleton_same(struct str a, enum skeleton_kind a_kind, struct str b,
    enum skeleton_kind b_kind)
{
	struct skeleton one, other;

	/* The first characters may show that they differ. */
	if (a.len > 0 && b.len > 0 && a.at[0] != b.at[0] &&
	    is_itself((unsigned char)a.at[0]) &&
	    is_itself((unsigned char)b.at[0]))
		return false;
	skeleton_begin(&one, a, a_kind);
	skeleton_begin(&other, b, b_kind);
	return end_alike(&one, &other);
}

bool
skeleton_confusable(struct str a, struct str b)
{
	for (enum skeleton_kind kind = 0; kind < SKELETON_KINDS; kind++)
		for (enum skeleton_kind other = 0; other < SKELETON_KINDS;
		     other++)
			if (skeleton_same(a, kind, b, other))
				return true;
	return false;
}

bool
skeleton_ends_in(struct str name, struct str end)
{
	struct skeleton skeleton, ahead, end_skeleton;

	/* The last characters may show that they differ. */
	if (name.len > 0 && end.len > 0 &&
	    name.at[name.len - 1] != end.at[end.len - 1] &&
	    is_itself((unsigned char)name.at[name.len - 1]) &&
	    is_itself((unsigned char)end.at[end.len - 1]))
		return false;
	skeleton_begin(&skeleton, name, SKELETON_FOLDED);
	skeleton_begin(&ahead, name, SKELETON_FOLDED);
	skeleton_begin(&end_skeleton, end, SKELETON_FOLDED);
	while (skeleton_next(&end_skeleton) != 0)
		if (skeleton_next(&ahead) == 0)
			return false;
	while (skeleton_next(&ahead) != 0)
		(void)skeleton_next(&skeleton);
	skeleton_begin(&end_skeleton, end, SKELETON_FOLDED);
	return end_alike(&skeleton, &end_skeleton);
}
