/*
 * Lines that are not stored: a line is dropped when a later one is stored.
 * Those of the last ID stay, but do not count once they are reported.
 */
#include "server/router/delivery/unstored.h"
#include "server/router/delivery/event_ids.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

static void
add(uint64_t id)
{
	MUST(unstored_add(&(const struct unstored_line) { .id = id,
		 .where = STR("tea.0"),
		 .kind = STR("o"),
		 .verb = STR("msg"),
		 .rest = WORDS(STR("text")),
		 .is_event = true }),
	    "line of ID %llu refused", (unsigned long long)id);
}

static void
are_left(uint64_t count, uint64_t oldest, const char *what)
{
	TAP_OK(unstored_count() == count && unstored_oldest() == oldest,
	    "%s: %llu left from %llu", what,
	    (unsigned long long)unstored_count(),
	    (unsigned long long)unstored_oldest());
}

int
main(void)
{
	static const struct config_option none[] = { { NULL, NULL } };

	stage_begin(none);
	add(10);
	add(20);
	add(20);
	add(30);
	MUST(!unstored_stored(31), "an ID that is none is believed");
	MUST(unstored_stored(20), "an ID is not believed");
	are_left(3, 20, "one that another may follow stays");
	MUST(unstored_stored(30), "an ID is not believed");
	are_left(0, 0, "what is reported last does not count");
	add(30);
	are_left(2, 30, "unless another of its ID follows");
	add(40);
	MUST(unstored_stored(40), "an ID is not believed");
	add(50);
	are_left(2, 40, "it goes when a later one is stored");
	return tap_done();
}
