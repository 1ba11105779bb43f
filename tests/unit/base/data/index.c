/* server/base/data/index: rows by a name, by bytes and by a text. */
#include "server/base/data/index.h"

#include "tests/lib/must.h"

#define ROWS 9
#define BUCKETS 2 /* which rows of several keys share */

static struct row {
	uint8_t len;
	char name[4];
	uint32_t group;
	uint32_t client;
	char text[4];
} rows[ROWS];

/* Rows 3 to 5 have the keys of 0 to 2, in capitals, and 6 to 8 others. */
static void
fill(struct index *ix)
{
	static const char *const names[ROWS] = { "a", "bc", "[", "A", "BC", "[",
		"{", "ab", "c" };

	for (uint32_t i = 0; i < ROWS; i++) {
		struct row *row = &rows[i];
		row->len = (uint8_t)strlen(names[i]);
		memcpy(row->name, names[i], row->len);
		memcpy(row->text, names[i], row->len);
		row->group = 'A' + i % 3;
		row->client = i < 6 ? 0 : i;
		index_add(ix, i);
	}
}

static void
check_names(struct index_key key, const char *what)
{
	struct index ix;

	INDEX_INIT(&ix, rows, ROWS, BUCKETS, key);
	fill(&ix);
	TAP_NUM(index_find(&ix, STR("Bc")), 4, "%s: the last that came", what);
	TAP_NUM(index_next(&ix, STR("bC"), 4), 1, "%s: then the first", what);
	TAP_NUM(index_next(&ix, STR("bc"), 1), INDEX_NONE, "%s: no more", what);
	TAP_NUM(index_find(&ix, STR("b")), INDEX_NONE, "%s: no part", what);
	TAP_NUM(index_find(&ix, STR("{")), 6, "%s: letters only", what);
	index_drop(&ix, 4);
	TAP_NUM(index_find(&ix, STR("bc")), 1, "%s: without the last", what);
	index_empty(&ix);
	TAP_NUM(index_find(&ix, STR("bc")), INDEX_NONE, "%s: empty", what);
}

static void
check_bytes(void)
{
	const uint32_t small[] = { 'a', 0 }, pair[] = { 'B', 0 };
	const uint32_t seventh[] = { 'B', 7 };
	struct index ix;

	INDEX_INIT(
	    &ix, rows, ROWS, BUCKETS, INDEX_BYTES(struct row, group, client));
	fill(&ix);
	TAP_NUM(index_find(&ix, STR_BYTES(pair)), 4, "bytes: the last");
	TAP_NUM(index_next(&ix, STR_BYTES(pair), 4), 1, "bytes: the first");
	TAP_NUM(index_find(&ix, STR_BYTES(seventh)), 7, "bytes: both members");
	TAP_NUM(
	    index_find(&ix, STR_BYTES(small)), INDEX_NONE, "bytes: no letters");
}

int
main(void)
{
	hash_init();
	check_names(INDEX_NAME(struct row, name, len), "name");
	check_names(INDEX_TEXT(struct row, text), "text");
	check_bytes();
	return tap_done();
}
