/* As a filter, the client gets all its answers, quits, and exits with 0. */
#include <string.h>

#include "tests/lib/filter.h"
#include "tests/lib/server.h"

#define LINES 2000

static struct filter filter;

static void
all_forms(const char *address)
{
	const char input[] = "javad\n"
			     "join 1\n"
			     "hello\n"
			     "/send 1 with a slash\n"
			     " quit is no command here\r\n"
			     "tell javad me\n"
			     "topic 1 tea\n"
			     "join 1\n"
			     "names 1\n"
			     "leave 1 so long\n"
			     "ping x";
	const char output[] =
	    "-- ok name javad\n-- join 1 javad\n[1] javad: hello\n[1] javad: "
	    "with a slash\n[1] javad: quit is no command here\njavad -> javad: "
	    "me\n-- topic 1 javad tea\n-- err join already-member already a "
	    "member of that group\n-- names 1 javad\n-- ok names 1 1\n-- leave "
	    "1 javad so long\n-- ok ping x\n-- bye quit goodbye\n";

	MUST(
	    filter_run(&filter, address, (const char *[]) { NULL }, input) == 0,
	    "it did not end well: %s", filter.complained);
	TAP_STR(str_from(filter.said), str_from(output), "the output is this");
	TAP_STR(str_from(filter.complained), STR(""), "nothing is complained");
}

/* More than any buffer holds. */
static void
many_lines(const char *address)
{
	size_t count = 0;

	filter_start(&filter, address,
	    (const char *const[]) { "-n", "javad", "1", NULL });
	for (size_t i = 0; i < LINES; i++)
		filter_write(&filter, "again\n");
	MUST(filter_end(&filter) == 0, "it did not end well: %s",
	    filter.complained);
	for (const char *at = filter.said;
	     (at = strstr(at, "[1] javad: again\n")) != NULL; at++)
		count++;
	TAP_NUM(count, LINES, "each of many lines is answered");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	all_forms(server->address[0]);
	many_lines(server->address[0]);
	MUST(FILTER_RUN(
		 &filter, server->address[0], "", "-n", "javad", "1", "2") == 0,
	    "it did not end well: %s", filter.complained);
	TAP_STR(str_from(filter.said),
	    STR("-- ok name javad\n-- join 1 javad\n-- join 2 javad\n"
		"-- bye quit goodbye\n"),
	    "empty input: groups are joined, no more");
	MUST(FILTER_RUN(&filter, server->address[0], "quit for now\nsend 1 x\n",
		 "-n", "javad") == 0,
	    "it did not end well: %s", filter.complained);
	PASS("quit in the input ends it");
	server_stop(server);
	return tap_done();
}
