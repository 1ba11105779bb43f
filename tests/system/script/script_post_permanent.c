/*
 * forkcast post does not wait for another member if the server's configuration
 * names the box: the item is there for whoever comes next.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "forkcast post jobs one two", 0, "", "" },
	{ "forkcast boxes", 0, "jobs 1 0 0\n", "" },
	{ "forkcast boxes -l jobs", 0, "jobs 1 0 0 all * * * - operserv\n",
	    "" },
	{ "forkcast work -e jobs cat", 0, "one two\n", "" },
	{ "forkcast boxes", 0, "jobs 0 0 0\n", "" },
	{ "forkcast work -e jobs cat", 75, "", "" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "box jobs\n" });

	shell_cases(server->address[0], cases);
	server_stop(server);
	return tap_done();
}
