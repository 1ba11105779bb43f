/* base/data/ring: rows come out as they went in, and each is in it once. */
#include "server/base/data/list.h"

#include "tests/lib/tap.h"

#define ROWS 3

static struct {
	bool has[ROWS];
	uint32_t row[ROWS];
	struct ring ring;
} test = { .ring = { test.has, test.row, 0, 0 } };

int
main(void)
{
	for (uint32_t round = 0; round < 2 * ROWS; round++) {
		const uint32_t first = round % ROWS;
		TAP_NUM(ring_take(&test.ring, ROWS), RING_NONE, "it is empty");
		for (uint32_t i = 0; i < ROWS; i++)
			TAP_OK(ring_add(&test.ring, ROWS, (first + i) % ROWS),
			    "row %u is put into it", (first + i) % ROWS);
		TAP_OK(!ring_add(&test.ring, ROWS, first), "once");
		TAP_NUM(test.ring.count, ROWS, "all rows have room");
		TAP_NUM(ring_take(&test.ring, ROWS), first, "the first comes");
		TAP_OK(ring_add(&test.ring, ROWS, first), "and can come again");
		for (uint32_t i = 1; i <= ROWS; i++)
			TAP_NUM(ring_take(&test.ring, ROWS), (first + i) % ROWS,
			    "behind the others");
	}
	TAP_OK(ring_add(&test.ring, ROWS, 1), "a row alone");
	TAP_NUM(ring_take(&test.ring, ROWS), 1, "comes");
	TAP_NUM(test.ring.count, 0, "and nothing is left");
	return tap_done();
}
