/*
 * server/router/delivery/record: what a journal has reported goes to no other,
 * for it may have been erased since; but an event of several lines does, if it
 * is the last: not all of them may have come before the report.
 */
#include <stdio.h>

#include "server/router/delivery/record.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

/* Adds so many lines of one event. Returns its ID. */
static uint64_t
add(const char *verb, size_t lines)
{
	struct unstored_line line = {
		.where = STR("yard.0"), .kind = STR("o"), .verb = str_from(verb)
	};

	for (size_t i = 0; i < lines; i++) {
		MUST(unstored_add(&line), "no room");
		line.id = unstored_last();
	}
	return unstored_last();
}

static void
hears(struct puppet *journal, size_t again, const char *verb, size_t lines)
{
	char pattern[64];

	stage_turn();
	(void)snprintf(pattern, sizeof(pattern), "log * yard.0 o %s", verb);
	if (again > 0)
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
	unstored_send_to(first.slot);
	uint64_t id = add("one", 1);
	hears(&first, 0, "one", 1);
	MUST(unstored_stored(id), "it is there");
	TAP_NUM(unstored_count(), 0, "a line that is stored");
	unstored_send_to(second.slot);
	hears(&second, 0, "one", 0);
	id = add("two", 2);
	hears(&second, 0, "two", 2);
	MUST(unstored_stored(id), "it is there");
	TAP_NUM(
	    unstored_count(), 0, "two lines of an event, so far as is known");
	unstored_send_to(third.slot);
	hears(&third, 1, "two", 2);
	return tap_done();
}
