/* client/script/merge: how a flood becomes few lines. */
#include "client/script/merge.h"

#include "client/session/wait.h"
#include "tests/lib/tap.h"

static struct merge merge = { .period = 10 };
static char room[LIMIT_TEXT];

static void
expect(usec now, const char *line)
{
	TAP_STR(merge_take(&merge, now, room), str_from(line), "%s", line);
}

int
main(void)
{
	static char longest[LIMIT_TEXT];

	TAP_OK(merge_until(&merge) == WAIT_FOR_EVER, "nothing waits");
	merge_add(&merge, STR("one"), 1);
	TAP_NUM(merge_until(&merge), 0, "the first goes out at once");
	expect(100, "one");
	for (size_t i = 2; i < 20; i++)
		merge_add(&merge, STR("last line"), i);
	TAP_NUM(merge_until(&merge), 110, "the next waits");
	TAP_NUM(merge.number, 19, "it is the last one");
	expect(115, "last line (and 17 more)");
	TAP_OK(merge_until(&merge) == WAIT_FOR_EVER, "nothing waits");
	merge_add(&merge, STR("alone"), 20);
	TAP_NUM(merge_until(&merge), 125, "the period begins with the line");
	expect(125, "alone");
	memset(longest, 'x', sizeof(longest));
	merge_add(&merge, STR("short"), 21);
	merge_add(&merge, (struct str) { longest, sizeof(longest) - 13 }, 22);
	TAP_NUM(merge_take(&merge, 1, room).len, LIMIT_TEXT, "it just fits");
	merge_add(&merge, STR("short"), 23);
	merge_add(&merge, (struct str) { longest, sizeof(longest) - 12 }, 24);
	expect(1, "(and 2 more)");
	merge_add(&merge, (struct str) { longest, sizeof(longest) }, 25);
	TAP_NUM(merge_take(&merge, 1, room).len, LIMIT_TEXT, "nothing is cut");
	return tap_done();
}
