/* Ranks of requests: see rank.h. */
#include "base/data/rank.h"

#include <assert.h>
#include <string.h>

#include "shared/buf.h"

#define LONGEST 8 /* of these words */

static const struct str words[LANES] = {
	[LANE_OPERATOR] = LIT("operator"),
	[LANE_KNOWN] = LIT("known"),
	[LANE_NEW] = LIT("new"),
	[LANE_FAILED] = LIT("failed"),
};

static_assert(LONGEST + 1 + 10 <= RANK_TEXT, "a word, a dot and 32 bits");

struct str
rank_text(struct rank rank, char room[RANK_TEXT])
{
	struct buf text;

	buf_init(&text, room, RANK_TEXT);
	(void)BUF_CAT(
	    &text, words[rank.lane], STR("."), DECIMAL(rank.order)); /* fits */
	return buf_str(&text);
}

bool
rank_read(struct str text, struct rank *rank)
{
	const char *dot = text.len > 0 ? memchr(text.at, '.', text.len) : NULL;
	const size_t len = dot != NULL ? (size_t)(dot - text.at) : 0;
	const struct str word = { text.at, len };
	uint64_t order;

	if (dot == NULL ||
	    !str_to_number((struct str) { dot + 1, text.len - len - 1 },
		UINT32_MAX, &order))
		return false;
	for (int lane = 0; lane < LANES; lane++)
		if (str_eq(word, words[lane])) {
			*rank =
			    (struct rank) { (enum lane)lane, (uint32_t)order };
			return true;
		}
	return false;
}
