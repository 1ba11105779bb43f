/* forkcast boxes -l writes what the server tells to members of a box. */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define DATE "2*-*-*T*:*:*.*Z"

static const struct shell_case none[] = {
	{ "forkcast boxes -l", 0, "", "" },
	{ "forkcast boxes -l nothing", 1, "",
	    "forkcast boxes: no such box: nothing\n" },
	{ "forkcast boxes -l a,b", 64, "",
	    "forkcast boxes: group \"a,b\": ...\n" },
	{ "forkcast boxes x", 64, "",
	    "forkcast boxes: a box needs -l\nusage: ...\n  ...\n  ...\n" },
	{ "forkcast boxes -l >&-", 74, "", "forkcast boxes: ...\n" },
};

static const struct shell_case some[] = {
	{ "forkcast boxes | sort", 0, "secured 1 0 0\ntea 1 1 1\n", "" },
	{ "forkcast boxes -l | sort", 0,
	    "secured 1 0 0 - - - - - -\n"
	    "tea 1 1 1 all * " DATE " " DATE " " DATE " ali\n",
	    "" },
	{ "forkcast boxes -l TEA", 0,
	    "tea 1 1 1 all * " DATE " " DATE " " DATE " ali\n", "" },
	{ "forkcast boxes -l nothing tea", 1,
	    "tea 1 1 1 all * " DATE " " DATE " " DATE " ali\n",
	    "forkcast boxes: no such box: nothing\n" },
	{ "forkcast boxes -l secured", 77, "",
	    "forkcast boxes: cannot join secured: ...\n" },
	{ "forkcast names tea", 0, "ali\n", "" },
};

static const struct shell_case never_used[] = {
	{ "forkcast boxes -l empty", 0, "empty 0 0 1 all 0 " DATE " - - ali\n",
	    "" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "tea");

	shell_cases(server->address[0], none);
	conn_say(ali, "join secured");
	conn_say(ali, "mode secured +k key");
	conn_say(ali, "post secured x");
	conn_say(ali, "take tea 1");
	conn_say(ali, "post tea one");
	conn_say(ali, "post tea two");
	conn_wait_for(ali, "ok post tea *");
	conn_wait_for(ali, "ok post tea *");
	shell_cases(server->address[0], some);
	conn_say(ali, "join empty");
	conn_say(ali, "take empty 1");
	conn_wait_for(ali, "ok take empty 1");
	shell_cases(server->address[0], never_used);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
