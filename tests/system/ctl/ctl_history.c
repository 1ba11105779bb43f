/*
 * forkcastctl history describes the files of the history, prints what an
 * account has said, and has that erased, or a group's past.
 */
#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER history "
#define EXPORT CTL "export dan | cut -d ' ' -f 1,3,5"

static const struct shell_case described[] = {
	{ CTL "| sed 's/  */ /g'", 0,
	    "FILE SIZE RECORDS FROM TO\n"
	    "2*-*-*.1 * * 2*-*-* *:*:* 2*-*-* *:*:*\n"
	    "1 file, *, last record 2*-*-* *:*:*\n"
	    "* events not stored yet, * not synced\n"
	    "0 gaps, 0 files with a tail that was cut off\n"
	    "history_size has room for * days like these\n",
	    "" },
	{ EXPORT, 0, "join 1 dan\nmsg 1 one\nmsg 1 two\n3\n", "" },
	{ CTL "export nobody", 0, "0 records\n", "" },
	{ CTL "export", 64, "", "usage: forkcastctl history ..." },
	{ CTL "forget 1 soon", 64, "",
	    "forkcastctl: BEFORE must be an ID or a time: ..." },
	{ CTL "forget '?'", 1, "", "forkcastctl: refused: usage: ..." },
	{ CTL "forget dan 1970-01-02", 0, "it is being erased\n", "" },
	{ EXPORT, 0, "join 1 dan\nmsg 1 one\nmsg 1 two\n3\n", "" },
	{ CTL "forget dan", 0, "it is being erased\n", "" },
	{ "while " EXPORT " | grep -q ^msg; do sleep .1; done; " EXPORT, 0,
	    "0\n", "" },
	{ "forkcast -n eve send 1 three; " CTL "forget 1", 0,
	    "it is being erased\n", "" },
	{ "while forkcast -n eve log 1 | grep -q three; do sleep .1; done", 0,
	    "", "" },
};

static const struct shell_case without[] = {
	{ CTL, 1, "",
	    "forkcastctl: refused: this server keeps no history (key "
	    "history)\n" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *dan = conn_named(server, "dan");

	conn_ask(dan, "register pw", "ok register dan");
	conn_ask(dan, "join 1", "join * 1 dan");
	conn_ask(dan, "send 1 one", "msg * 1 dan one");
	conn_ask(dan, "send 1 two", "msg * 1 dan two");
	shell_set_number("SERVER", server->pid);
	shell_cases(server->address[0], described);
	server_reload(server, keeper_config());
	shell_cases(server->address[0], without);
	server_stop(server);
	return tap_done();
}
