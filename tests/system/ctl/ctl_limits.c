/*
 * forkcastctl limits shows each limit in force, how much of it is used, and the
 * key that sets it, also after a reload.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/* One row, without the widths of the columns. */
#define ROW(key, row)                                                         \
	{                                                                     \
		"forkcastctl -p $SERVER limits | tr -s ' ' | grep '" key "'", \
		    0, row "\n", ""                                           \
	}

static const struct shell_case cases[] = {
	ROW("^KEY", "KEY USE LIMIT WHAT"),
	ROW("^max_clients", "max_clients 2 500 clients"),
	ROW("^max_per_address",
	    "max_per_address 2 50 clients from one address"),
	ROW("^max_groups", "max_groups 5 10000 groups"),
	ROW("^max_joined", "max_joined 3 100 groups that one client is in"),
	ROW("^max_made ", "max_made 2 100 groups created by one client"),
	ROW("^max_made_per",
	    "max_made_per_address 2 500 groups created from "
	    "one address"),
	ROW("^line_rate", "line_rate - - lines/second, one client"),
	ROW("^queue_total", "queue_total 0 268435456 bytes of memory ..."),
	ROW("^table_keys", "table_keys 2 1000 keys of one table"),
	ROW("^table_max", "table_max * 4194304 bytes in all tables"),
	ROW("^box_max", "box_max * 0 bytes of all items in boxes"),
	ROW("^history_days", "history_days - - days that the history ..."),
	ROW("^history_size", "history_size 0 1073741824 bytes of the ..."),
	ROW("^history_join", "history_join - 0 lines for IRC ..."),
	ROW("waited for, all", "- 3 10000 keys held or waited for, all ..."),
	ROW("waited for, one address", "- 3 2000 keys held or waited ..."),
	ROW("waited for, one client", "- 2 100 keys held or waited for, ..."),
	ROW("[0-9] boxes$", "- 1 100 boxes"),
	ROW("items waiting", "- 1 1000 items waiting in one box"),
	{ "forkcastctl -p $SERVER limits | awk 'length > 80'", 0, "", "" },
	{ "forkcastctl -p $SERVER limits x", 64, "",
	    "usage: forkcastctl limits\n" },
};

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "exempt none\nmax_clients 500\n" });
	struct conn *ali = conn_member(server, "ali", "1");

	struct conn *sara = conn_member(server, "sara", "1");

	conn_expect(ali, "join * 1 sara");
	conn_ask(ali, "join ops", "join * ops ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "put 1 k v", "ok put 1 k *");
	conn_ask(ali, "put @ali k v", "ok put @ali k *");
	conn_ask(ali, "put @ali l v", "ok put @ali l *");
	conn_ask(sara, "hold 1 k 1 v", "ok hold 1 k 0");
	conn_ask(ali, "hold 1 k 1 v", "ok hold 1 k 1");
	conn_ask(ali, "hold tea k 1 v", "ok hold tea k 0");
	conn_expect(ali, "held * tea k");
	conn_ask(ali, "post 1 work", "ok post 1 *");
	server_reload(server,
	    "exempt none\nmax_clients 500\nline_rate 0\nbox_max 0\n"
	    "history_days 0\nhistory_join 0\nmax_made 100\n"
	    "max_made_per_address 500\n");
	shell_set_number("SERVER", server->pid);
	shell_cases(server->address[0], cases);
	server_stop(server);
	return tap_done();
}
