/* A filter whose output nobody reads any more exits with 74. */
#include "tests/lib/fake.h"
#include "tests/lib/filter.h"

static struct filter filter;

int
main(void)
{
	struct fake fake;

	fake_start(&fake);
	filter_start(&filter, fake.address,
	    (const char *const[]) { "-n", "javad", "1", NULL });
	fake_welcome(&fake, "javad");
	filter_write(&filter, "hello\n");
	fake_expect(&fake, "send 1 hello");
	/* Once it has read this, it has written what came before. */
	filter_write(&filter, "ping\n");
	fake_expect(&fake, "ping");
	filter_deafen(&filter);
	TAP_NUM(filter_end(&filter), 74, "the exit status");
	TAP_STR(str_from(filter.complained), STR(""),
	    "without a word, and it waits for no answer");
	fake_stop(&fake);
	return tap_done();
}
