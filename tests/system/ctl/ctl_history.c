/*
 * forkcastctl history tells how much there is, and has what an account has said
 * erased, or a group's past. status, metrics, top and limits have its figures.
 */
#include <signal.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/must.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER history "
#define METRIC(name)                                                  \
	"forkcastctl -p $SERVER metrics | awk '$1 ~ /^forkcast_" name \
	"[{]/ { print $2 }'"
#define SAID "cd $HISTORY && grep -h ' msg .*!dan!' */2* | cut -d ' ' -f 5-"

static const struct shell_case described[] = {
	{ "until " CTL "| grep '^1 file'; do sleep .1; done", 0,
	    "1 file, *; not stored *\n", "" },
	{ SAID, 0, "one\ntwo\n", "" },
	{ CTL "export dan", 64, "", "usage: forkcastctl history ..." },
	{ CTL "forget 1 soon", 64, "",
	    "forkcastctl: BEFORE must be an ID or a time: ..." },
	{ CTL "forget", 64, "", "usage: forkcastctl history ..." },
	{ CTL "forget '?'", 1, "",
	    "forkcastctl: refused: there is no such group\n" },
	{ CTL "forget @eve", 1, "",
	    "forkcastctl: refused: there is no such account\n" },
	{ CTL "forget dan", 1, "",
	    "forkcastctl: refused: there is no such group; an account is "
	    "marked by @\n" },
	{ CTL "forget '#dan'", 1, "",
	    "forkcastctl: refused: there is no such group; ..." },
	{ CTL "forget @DAN 1970-01-02", 0, "", "" },
	{ SAID, 0, "one\ntwo\n", "" },
	{ CTL "forget @dan; " SAID, 0, "", "" },
	{ "forkcast -n eve send 1 three; " CTL
	  "forget 1; forkcast -n eve log 1",
	    1, "", "" },
};

/* A group has the name of an account: only the group is emptied. */
static const struct shell_case namesakes[] = {
	{ SAID, 0, "kept\nmine\n", "" },
	{ CTL "forget dan; " SAID, 0, "kept\n", "" },
	{ CTL "forget '#DAN'; " SAID, 0, "kept\n", "" },
};

/* All that was said above is stored by then. */
static const struct shell_case counted[] = {
	{ "until forkcastctl -p $SERVER status | grep '^history'"
	  " | grep 'in 2 files.*not stored 0;'; do sleep .1; done",
	    0,
	    "history * in 2 files, gaps 0; not stored 0; sync *.* ms; "
	    "questions 0\n",
	    "" },
	{ METRIC("history_files"), 0, "2\n", "" },
	{ METRIC("history_bytes") " | awk '{ print ($1 > 500) }'", 0, "1\n",
	    "" },
	{ METRIC("history_records_total") " | awk '{ print ($1 > 5) }'", 0,
	    "1\n", "" },
	{ "until " METRIC("history_unstored_records") " | grep -qx 0; do"
						      " sleep .1; done",
	    0, "", "" },
	{ "until " METRIC("history_unstored_bytes") " | grep -qx 0; do"
						    " sleep .1; done",
	    0, "", "" },
	{ "until " METRIC(
	      "history_unstored_seconds") " | grep -qx 0[.]000000; do"
					  " sleep .1; done",
	    0, "", "" },
	{ METRIC("history_gaps_total"), 0, "0\n", "" },
	{ METRIC("history_sync_seconds_count") " | awk '{ print ($1 > 0) }'", 0,
	    "1\n", "" },
	{ METRIC("history_sync_seconds_sum") " | awk '{ print ($1 > 0) }'", 0,
	    "1\n", "" },
	{ "forkcastctl -p $SERVER limits | awk '/^history_size/ "
	  "{ print ($2 > 500) }'",
	    0, "1\n", "" },
	{ "forkcastctl -p $SERVER top -n 1 | grep -c '; records '", 0, "1\n",
	    "" },
};

/* The journal stops: what it owes is shown, and how old it is. */
static const struct shell_case owed[] = {
	{ "until " METRIC(
	      "history_unstored_records") " | grep -qE '^([2-9]|..)'; do"
					  " sleep .1; done; " METRIC(
					      "history_unstored_seconds") " | awk '{ print ($1 > 0) }'",
	    0, "1\n", "" },
	{ METRIC("history_unstored_bytes") " | awk '{ print ($1 > 50) }'", 0,
	    "1\n", "" },
	{ "forkcastctl -p $SERVER status | grep -c 'not stored [0-9]* ([0-9.K]*, [0-9]*s); '",
	    0, "1\n", "" },
};

static void
shows_what_is_owed(struct server *server, struct conn *dan)
{
	journal_signal(server, SIGSTOP);
	conn_say(dan, "send 1 four\nsend 1 five");
	conn_wait_for(dan, "msg * 1 dan five");
	shell_cases(server->address[0], owed);
	journal_signal(server, SIGCONT);
}

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
	conn_ask(dan, "sync", "ok sync *");
	shell_set_number("SERVER", server->pid);
	MUST(setenv("HISTORY", journal_path(), 1) == 0, "no memory");
	shell_cases(server->address[0], described);
	conn_say(dan, "join dan\nsend dan mine\nsend 1 kept\nsync");
	conn_wait_for(dan, "ok sync *");
	shell_cases(server->address[0], namesakes);
	shell_cases(server->address[0], counted);
	shows_what_is_owed(server, dan);
	server_reload(server, keeper_config());
	shell_cases(server->address[0], without);
	server_stop(server);
	return tap_done();
}
