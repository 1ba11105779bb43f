/*
 * forkcastctl limits shows each limit in force and the key that sets it, also
 * after a reload.
 */
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

/* One row, without the widths of the columns. */
#define ROW(key, row)                                                         \
	{                                                                     \
		"forkcastctl -p $SERVER limits | tr -s ' ' | grep '" key "'", \
		    0, row "\n", ""                                           \
	}

static const struct shell_case cases[] = {
	ROW("^KEY", "KEY LIMIT WHAT"),
	ROW("^max_clients", "max_clients 500 clients"),
	ROW("^max_made ", "max_made 100 groups created by one client"),
	ROW("^line_rate", "line_rate - lines/second, one client"),
	ROW("^queue_total", "queue_total 268435456 bytes of memory ..."),
	ROW("^box_max", "box_max 0 bytes of all items in boxes"),
	ROW("^history_join", "history_join 0 lines for IRC ..."),
	ROW("waited for, one client", "- 100 keys held or waited for, ..."),
	ROW("[0-9] boxes$", "- 100 boxes"),
	{ "forkcastctl -p $SERVER limits | awk 'length > 80'", 0, "", "" },
	{ "forkcastctl -p $SERVER limits x", 64, "",
	    "usage: forkcastctl limits\n" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_clients 500\n" });

	server_reload(server,
	    "max_clients 500\nmax_made 100\nline_rate 0\nbox_max 0\nhistory_join 0\n");
	shell_set_number("SERVER", server->pid);
	shell_cases(server->address[0], cases);
	server_stop(server);
	return tap_done();
}
