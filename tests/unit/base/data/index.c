/* server/base/data/index: rows by a name, of which many share a bucket. */
#include "server/base/data/index.h"

#include "tests/lib/must.h"

#define ROWS 9
#define BUCKETS 2

static struct row {
	uint8_t len;
	char name[4];
} rows[ROWS];

/* Rows 3 to 5 have the keys of 0 to 2, in capitals, and 6 to 8 others. */
static const char *const names[ROWS] = { "a", "bc", "[", "A", "BC", "[", "{",
	"ab", "c" };

int
main(void)
{
	struct index ix;

	hash_init();
	INDEX_INIT(&ix, rows, ROWS, BUCKETS, INDEX_NAME(struct row, name, len));
	for (uint32_t i = 0; i < ROWS; i++) {
		rows[i].len = (uint8_t)strlen(names[i]);
		memcpy(rows[i].name, names[i], rows[i].len);
		index_add(&ix, i);
	}
	TAP_NUM(index_find(&ix, STR("Bc")), 4, "the last that came");
	TAP_NUM(index_next(&ix, STR("bC"), 4), 1, "then the first");
	TAP_NUM(index_next(&ix, STR("bc"), 1), INDEX_NONE, "no more");
	TAP_NUM(index_find(&ix, STR("b")), INDEX_NONE, "no part");
	TAP_NUM(index_find(&ix, STR("{")), 6, "letters only");
	index_drop(&ix, 4);
	TAP_NUM(index_find(&ix, STR("bc")), 1, "without the last");
	for (uint32_t i = 0; i < ROWS; i++)
		if (i != 4)
			index_drop(&ix, i);
	TAP_NUM(index_find(&ix, STR("bc")), INDEX_NONE, "without all");
	return tap_done();
}
