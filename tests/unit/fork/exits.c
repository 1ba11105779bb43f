/*
 * server/fork/exits: every way a worker ends has a name, and others have none.
 */
#include "server/fork/exits.h"

#include "tests/lib/tap.h"

static const struct {
	int code;
	struct str name;
} rows[] = {
	{ EXITS_DONE, { "done", 4 } },
	{ EXITS_SERVER_GONE, { "server-gone", 11 } },
	{ EXITS_UNANSWERED, { "unanswered", 10 } },
	{ EXITS_SANDBOX, { "sandbox", 7 } },
	{ EXITS_POLL, { "poll", 4 } },
};

int
main(void)
{
	unsigned named = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(
		    exits_name(rows[i].code), rows[i].name, "%d", rows[i].code);
	for (int code = -1; code <= 256; code++)
		named += !str_eq(exits_name(code), STR("unknown"));
	TAP_NUM(named, COUNT(rows), "no other code has a name");
	return tap_done();
}
