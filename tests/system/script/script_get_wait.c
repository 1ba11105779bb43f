/*
 * forkcast get -w with a condition ends no matter when the key becomes so:
 * before the command starts, while it starts, or later. Other changes of the
 * key do not end it.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali;

/* Conditions that are true, or hopeless, before the command starts. */
static const struct shell_case met[] = {
	{ "forkcast get -w -e red 1 colour", 0, "red\n", "" },
	{ "forkcast get -lw -e red 1 colour", 0, "colour * ali red\n", "" },
	{ "forkcast get -w -i 0 1 colour", 0, "red\n", "" },
	{ "forkcast get -w -i 17 1 colour", 0, "red\n", "" },
	{ "forkcast get -w -i 17 1 none", 1, "",
	    "forkcast get: no such key: none\n" },
	{ "forkcast get -e red 1 colour", 64, "",
	    "forkcast get: -e and -i require -w\n"
	    "usage: ...\n  ...\n" },
	{ "forkcast get -w -e red -i 1 1 colour", 64, "",
	    "forkcast get: use only one of -e and -i\n"
	    "usage: ...\n  ...\n" },
	{ "forkcast get -w -i x 1 colour", 64, "",
	    "forkcast get: -i requires the ID of ...\nusage: ...\n  ...\n" },
	{ "forkcast get -w 1", 64, "",
	    "forkcast get: -w requires a key\nusage: ...\n  ...\n" },
	{ "forkcast put -w 1 colour red", 64, "", "...\nusage: ...\n  ...\n" },
};

/* Says a change of ali's; it is done when this returns. */
static void
change(const char *line)
{
	conn_say(ali, "%s", line);
	conn_wait_for(ali, "ok ...");
}

/* A wait, changes that do not end it, one that does, and how it ends. */
static const struct {
	const char *script;
	const char *before; /* the key's change before that */
	const char *others[3];
	const char *last;
	int status;
	const char *said;
} waits[] = {
	{ "get -w -e go 1 k", "put 1 k stop",
	    { "put 1 other go", "cut 1 k", "put 1 k gone" }, "put 1 k go", 0,
	    "go\n" },
	{ "get -w -i 0 1 k", "put 1 k x", { "put 1 other x" }, "put 1 k new", 0,
	    "new\n" },
	{ "get -lw -e go 1 k", "put 1 k stop", { NULL }, "put 1 k go", 0,
	    "k * ali go\n" },
};

/*
 * The command hears of the changes once it has joined and its subscription has
 * arrived: ali cannot see that, so the changes may come before or after it.
 */
static void
ends_later(void)
{
	for (size_t i = 0; i < COUNT(waits); i++) {
		char script[128];
		struct shell *shell;

		change(waits[i].before);
		if (strstr(waits[i].script, "-i 0") != NULL)
			change("cut 1 k");
		(void)snprintf(script, sizeof(script), "exec forkcast %s",
		    waits[i].script); /* fits */
		shell = shell_start(server->address[0], script);
		conn_wait_for(ali, "join * 1 *");
		for (size_t o = 0;
		     o < COUNT(waits[i].others) && waits[i].others[o] != NULL;
		     o++)
			change(waits[i].others[o]);
		TAP_STR(str_from(shell_said(shell)), STR(""), "%s waits",
		    waits[i].script);
		change(waits[i].last);
		TAP_NUM(shell_status(shell), waits[i].status, "it ends");
		TAP_OK(shell_matches(waits[i].said, shell_said(shell)),
		    "it says %s", waits[i].said);
	}
}

/* Each state is seen, however the changes and the waits come to lie. */
static void
loses_nothing(void)
{
	struct shell *shell;
	char number[16];

	change("put 1 n 0");
	shell = shell_start(server->address[0],
	    "id=0; while set -- `forkcast get -lw -i $id 1 n`; do "
	    "id=$2; echo $4; test $4 -lt 20 || exit 0; "
	    "test $4 -le ${last:=-1} && exit 9; last=$4; "
	    "forkcast put 1 seen $4 >/dev/null; done");
	for (int i = 1; i <= 20; i++) {
		conn_say(ali, "put 1 n %d", i);
		conn_wait_for(ali, "ok ...");
		if (i % 5 > 0)
			continue;
		(void)snprintf(number, sizeof(number), "%d", i); /* fits */
		shell_expect(shell, number); /* it has caught up */
	}
	TAP_NUM(shell_status(shell), 0, "the last state is always seen");
}

/* The ID of the last change, by which a change is waited for. */
static void
follows(void)
{
	static const struct shell_case cases[] = {
		{ "id=`forkcast put 1 k one`; forkcast put 1 k two >/dev/null; "
		  "forkcast get -w -i $id 1 k",
		    0, "two\n", "" },
		{ "id=`forkcast put 1 k one`; forkcast cut 1 k; "
		  "forkcast get -w -i $id 1 k",
		    1, "one\n", "forkcast get: no such key: k\n" },
	};
	struct shell *shell;

	shell_cases(server->address[0], cases);
	shell = shell_start(server->address[0],
	    "id=`forkcast put 1 k one`; echo ready; "
	    "exec forkcast get -w -i $id 1 k");
	shell_expect(shell, "ready");
	conn_wait_for(ali, "join * 1 *");
	change("cut 1 k");
	TAP_NUM(shell_status(shell), 1, "a key that goes ends it in vain");
	TAP_OK(shell_matches("forkcast get: ...\n", shell_complained(shell)),
	    "and it says so");
}

/* A change before the look is in what it sees, and ends the wait only once. */
static void
hears_first(void)
{
	struct fake fake;
	struct shell *shell;

	fake_start(&fake);
	shell = shell_start(
	    fake.address, "exec forkcast get -n javad -w -e go 1 turn");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "hear turn");
	fake_expect_next(&fake, "get 1 turn");
	fake_say(&fake,
	    "ok hear\nset 1700000000000001 1 turn ali go\n"
	    "set 1700000000000002 1 turn ali wait\n"
	    "row 1 turn 1700000000000002 ali wait\nok get 1 1\n"
	    "set 1700000000000003 1 other ali go\n"
	    "set 1700000000000004 2 turn ali go\n"
	    "set 1700000000000005 1 turn ali stay\n"
	    "set 1700000000000006 1 turn bob go\n");
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "it hears before it looks");
	TAP_STR(str_from(shell_said(shell)), STR("go\n"), "and ends once");
	fake_stop(&fake);
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	change("put 1 colour red");
	shell_cases(server->address[0], met);
	ends_later();
	loses_nothing();
	follows();
	hears_first();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
