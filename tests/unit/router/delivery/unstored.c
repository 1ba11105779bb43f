/*
 * server/router/delivery/record: what a journal has called stored goes to no
 * other, for it may have been erased since; all else goes to the next one, with
 * the ID from which it comes again. Much may wait for one.
 */
#include <stdio.h>

#include "server/router/delivery/record.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

/* Adds so many lines of one event. */
static void
add(const char *verb, size_t lines)
{
	struct unstored_line line = { .where = STR("yard.0"),
		.kind = STR("o"),
		.rest = WORDS(str_from(verb)) };

	for (size_t i = 0; i < lines; i++) {
		MUST(record_add(&line), "no room");
		line.id = record_unstored()->last;
	}
}

static void
hears(struct puppet *journal, bool again, const char *verb, size_t lines)
{
	char pattern[64];

	stage_turn();
	(void)snprintf(pattern, sizeof(pattern), "log * yard.0 o %s", verb);
	if (again)
		TAP_OK(puppet_hears(journal, "log * - again"), "again");
	for (size_t i = 0; i < lines; i++)
		TAP_OK(puppet_hears(journal, pattern), "%s", verb);
	TAP_OK(puppet_hears_nothing(journal), "and no more");
}

int
main(void)
{
	static struct puppet first, second, third;

	stage_begin((const struct config_option[]) { { NULL, NULL } });
	puppet_help(&first);
	puppet_help(&second);
	puppet_help(&third);
	record_send_to(first.slot);
	add("one", 1);
	hears(&first, false, "one", 1);
	TAP_OK(!record_stored(2), "more lines than there are");
	TAP_OK(record_stored(1), "all lines");
	TAP_NUM(
	    record_unstored()->count, 0, "what is stored waits for nothing");
	record_send_to(second.slot);
	hears(&second, false, "one", 0);
	add("two", 2);
	add("three", 2);
	stage_turn();
	TAP_OK(record_stored(2), "an event of two lines");
	TAP_NUM(record_unstored()->count, 2, "the other one waits");
	record_send_to(third.slot);
	hears(&third, true, "three", 2);
	add("many", 10000); /* of 32 bytes and more */
	TAP_OK(slots_get(third.slot)->down.over_mark,
	    "one that does not read has much that waits for it");
	return tap_done();
}
