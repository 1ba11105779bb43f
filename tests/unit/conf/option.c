/* client/conf/option: seconds. */
#include "client/conf/option.h"

#include "tests/lib/tap.h"

static const struct {
	const char *text;
	usec time; /* 0: it is none */
} seconds[] = {
	{ "1", SEC },
	{ "0.25", 250 * MSEC },
	{ "31536000", 31536000 * SEC },
	{ "31536001", 0 },
	{ "0", 0 },
	{ "-1", 0 },
	{ "1s", 0 },
	{ "", 0 },
	{ "nan", 0 },
	{ "inf", 0 },
	{ "1e400", 0 },
};

static void
reads_seconds(void)
{
	for (size_t i = 0; i < COUNT(seconds); i++) {
		usec time = 0;
		TAP_OK(option_seconds(seconds[i].text, &time) ==
			(seconds[i].time > 0),
		    "is \"%s\" a time?", seconds[i].text);
		TAP_NUM(time, seconds[i].time, "which one?");
	}
}

int
main(void)
{
	reads_seconds();
	return tap_done();
}
