/*
 * The client does not take a line for complete that the end of the connection
 * has cut off.
 */
#include "tests/lib/fake.h"
#include "tests/lib/filter.h"

int
main(void)
{
	static struct filter filter;
	struct fake fake;

	fake_start(&fake);
	filter_start(&filter, fake.address,
	    (const char *const[]) { "-n", "javad", "1", NULL });
	fake_welcome(&fake, "javad");
	fake_say(&fake, "msg 1700000000000001 1 ali pay 10\n");
	fake_say(&fake, "msg 1700000000000002 1 ali pay 100");
	fake_close(&fake);
	TAP_NUM(filter_end(&filter), 69, "the exit status");
	TAP_STR(str_from(filter.said),
	    STR("-- ok name javad\n-- join 1 javad\n[1] ali: pay 10\n"
		"?? msg 1700000000000002 1 ali pay 100\n"),
	    "a whole line is a message, a part of one is not");
	fake_stop(&fake);
	return tap_done();
}
