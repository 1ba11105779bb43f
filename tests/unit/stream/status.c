/* client/stream/status: the status line, and what of it fits. */
#include "client/stream/status.h"

#include "tests/lib/tap.h"

static struct our_groups joined;

static void
is_line(size_t columns, bool away, const char *expected)
{
	const struct status status = { .server = STR("here:1234"),
		.name = STR("javad"),
		.joined = &joined,
		.away = away };
	char memory[STATUS_SIZE];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	status_line(&line, &status, columns);
	TAP_STR(buf_str(&line), str_from(expected), "%s", expected);
}

int
main(void)
{
	is_line(80, false, " javad at here:1234 ");
	is_line(80, true, " javad at here:1234: not connected ");
	our_groups_choose(&joined, STR("news"));
	our_groups_choose(&joined, STR("ops"));
	our_groups_choose(&joined, STR("dev"));
	is_line(80, false, " javad at here:1234  1:#news  2:#ops  [3:#dev] ");
	our_groups_choose(&joined, STR("ops"));
	for (int i = 0; i < 12; i++)
		our_groups_hear(&joined, STR("DEV"), i == 3);
	our_groups_hear(&joined, STR("news"), false);
	our_groups_hear(&joined, STR("ops"), true);
	our_groups_hear(&joined, STR("nope"), true);
	is_line(80, false,
	    " javad at here:1234  1:#news(1)  [2:#ops]  3:#dev(12!) ");
	is_line(41, false, " javad at here:1234  1:#news(1)  [2:#ops]");
	is_line(40, false, " javad at here:1234  [2:#ops]  3:#dev(12");
	is_line(31, false, " javad at here:1234  [2:#ops]  ");
	is_line(10, false, " javad at ");
	our_groups_choose(&joined, STR("dev"));
	is_line(
	    80, false, " javad at here:1234  1:#news(1)  2:#ops  [3:#dev] ");
	our_groups_set_modes(&joined, STR("dev"), STR("nHi\x02m\xc3"));
	our_groups_set_modes(&joined, STR("ops"), STR("s"));
	is_line(80, false,
	    " javad at here:1234  1:#news(1)  2:#ops  [3:#dev +im] ");
	our_groups_leave(&joined, STR("dev"));
	our_groups_set_modes(&joined, STR("ops"), STR("-"));
	is_line(80, false, " javad at here:1234  1:#news(1)  [2:#ops] ");
	our_groups_free(&joined);
	return tap_done();
}
