/* base/data/rank: what is written is read again, and nothing else is. */
#include "base/data/rank.h"

#include "tests/lib/must.h"

static void
is_read_again(void)
{
	static const uint32_t orders[] = { 0, 1, 4711, UINT32_MAX };
	char room[RANK_TEXT];
	bool good = true;

	for (int lane = 0; lane < LANES; lane++)
		for (size_t i = 0; i < COUNT(orders); i++) {
			const struct rank rank = { (enum lane)lane, orders[i] };
			struct rank read;
			good = good &&
			    rank_read(rank_text(rank, room), &read) &&
			    read.lane == rank.lane && read.order == rank.order;
		}
	TAP_OK(good, "each lane, with the least and the most");
}

static void
refuses(void)
{
	static const char *const texts[] = { "", ".", "known", "known.", ".1",
		"known.-1", "known.4294967296", "known.1.2", "know.1",
		"Known.1", "known 1", "unknown.1" };
	struct rank rank = { LANE_NEW, 7 };

	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_OK(!rank_read(str_from(texts[i]), &rank) &&
			rank.lane == LANE_NEW && rank.order == 7,
		    "\"%s\" is none", texts[i]);
}

int
main(void)
{
	is_read_again();
	refuses();
	return tap_done();
}
