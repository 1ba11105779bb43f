/*
 * forkcast send -w requires that each line reaches that many others, who are in
 * the group when it is sent.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CROWD 120

static const struct shell_case alone[] = {
	{ "forkcast send ops nobody is here", 0, "", "" },
	{ "forkcast send -w 1 ops nobody is here || echo nobody heard it", 0,
	    "nobody heard it\n",
	    "forkcast send: lines that reached no other member of ops: 1\n" },
	{ "printf 'a\\nb\\n' | forkcast send -w 1 ops", 75, "",
	    "forkcast send: lines that reached no other member of ops: 2\n" },
	{ "printf 'a\\n\\033\\n' | forkcast send -w 1 ops", 65, "",
	    "forkcast send: line 2 not sent: ...\n"
	    "forkcast send: lines that reached no other member of ops: 1\n" },
	{ "forkcast send -w 1 ops </dev/null", 0, "", "" },
	{ "forkcast send -w 0 ops hi", 64, "", "forkcast send: -w 0: ...\n" },
};

static const struct shell_case with_ali[] = {
	{ "forkcast send -w 1 ops hi", 0, "", "" },
	{ "forkcast send -w 1 OPS hi", 0, "", "" },
	{ "forkcast send -w 2 ops hi", 75, "",
	    "forkcast send: lines that reached fewer than 2 other members of "
	    "ops: "
	    "1\n" },
	{ "forkcast send ops -w 9", 0, "", "" },
};

static const struct shell_case among_many[] = {
	{ "forkcast send -w 120 crowd hi", 0, "", "" },
	{ "forkcast send -w 121 crowd hi", 75, "", "forkcast send: ...\n" },
};

/* Lines of a file that is as long as the test wants, one by one. */
static struct shell *
start(const char *address)
{
	return shell_start(address,
	    "rm -f lines go; mkfifo lines || exit; "
	    "{ until test -e go; do sleep 0.05 || sleep 1; done; echo two; } "
	    "| { echo one; cat; } >lines & "
	    "exec forkcast send -w 1 ops <lines");
}

static void
go(const char *address)
{
	MUST(shell_status(shell_start(address, "touch go")) == 0, "no file");
}

/* Members that come and go between two lines count as they are by then. */
static void
leaves(const char *address, struct conn *ali)
{
	struct shell *shell = start(address);

	conn_wait_for(ali, "msg * ops * one");
	conn_say(ali, "leave ops");
	conn_wait_for(ali, "leave * ops ali");
	go(address);
	TAP_NUM(shell_status(shell), 75, "who has left gets nothing");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast send: lines that reached no other member of ops: "
		"1\n"),
	    "what was said before did reach him");
}

static void
comes(const char *address, struct conn *ali, struct conn *sara)
{
	struct shell *shell;

	conn_say(ali, "join ops");
	conn_wait_for(ali, "join * ops ali");
	shell = start(address);
	conn_wait_for(ali, "msg * ops * one");
	conn_say(sara, "join ops");
	conn_wait_for(sara, "join * ops sara");
	conn_say(ali, "leave ops");
	conn_wait_for(ali, "leave * ops ali");
	go(address);
	conn_wait_for(sara, "msg * ops * two");
	TAP_NUM(shell_status(shell), 0, "who has come is reached");
}

/* Their names take several lines. */
static void
crowd(const struct server *server)
{
	struct conn *in[CROWD];
	char name[16];

	for (size_t i = 0; i < CROWD; i++) {
		(void)snprintf(name, sizeof(name), "c%zu", i);
		in[i] = conn_member(server, name, "crowd");
	}
	shell_cases(server->address[0], among_many);
	for (size_t i = 0; i < CROWD; i++)
		conn_close(in[i]);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const char *address = server->address[0];

	shell_cases(address, alone);
	struct conn *ali = conn_member(server, "ali", "ops");
	struct conn *sara = conn_named(server, "sara");
	shell_cases(address, with_ali);
	leaves(address, ali);
	comes(address, ali, sara);
	crowd(server);
	conn_close(ali);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
