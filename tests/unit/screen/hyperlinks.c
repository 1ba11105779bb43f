/*
 * client/screen/hyperlinks: on a page, no two addresses have the same number,
 * however many there are; and what is not ASCII is escaped.
 */
#include "client/screen/hyperlinks.h"

#include <stdio.h>

#include "tests/lib/must.h"

static struct hyperlinks links;

static unsigned
number(unsigned i, bool *replaced)
{
	char address[32];
	const int len = snprintf(address, sizeof(address), "http://a.b/%u", i);

	return hyperlinks_number(
	    &links, (struct str) { address, (size_t)len }, replaced);
}

static void
shares_none(void)
{
	bool good = true, replaced;

	hyperlinks_begin(&links);
	for (unsigned i = 1; i <= HYPERLINKS_MOST; i++)
		good = good && number(i, &replaced) == i && !replaced;
	TAP_OK(good, "each has a number");
	TAP_NUM(number(64, &replaced), 0, "one too many for a page has none");
	TAP_NUM(number(2, &replaced), 2, "the others keep theirs");
	hyperlinks_begin(&links);
	TAP_NUM(number(1, &replaced), 1, "on the next page as well");
	TAP_OK(number(64, &replaced) == 3 && replaced,
	    "a new one gets that of the one used least recently");
}

static void
writes(void)
{
	char room[HYPERLINKS_ROOM];
	bool replaced;
	const unsigned i =
	    hyperlinks_number(&links, STR("http://a.b/\xc3\xa4"), &replaced);

	(void)snprintf(room, sizeof(room), "%u", i);
	MUST(i > 0 && i < 10, "got %s", room);
	const char expected[] = { '\033', ']', '8', ';', 'i', 'd', '=',
		(char)('0' + i), ';', '\0' };
	TAP_OK(str_begins(
		   hyperlinks_sequence(&links, i, room), str_from(expected)),
	    "the number is the name of the link");
	TAP_OK(strstr(room, ";http://a.b/%C3%A4\a") != NULL,
	    "bytes that are not ASCII are escaped");
	TAP_STR(hyperlinks_sequence(&links, 0, room), STR("\033]8;;\a"),
	    "the end of a link");
}

int
main(void)
{
	bool replaced;

	TAP_NUM(number(1, &replaced), 0, "a terminal without links");
	links.on = true;
	shares_none();
	writes();
	hyperlinks_free(&links);
	return tap_done();
}
