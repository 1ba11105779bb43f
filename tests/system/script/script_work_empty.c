/*
 * forkcast work -e ends when no item waits in its boxes. It asks the server,
 * and an item that comes before the answer is done first.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali; /* in the groups high and low */

static const struct shell_case cases[] = {
	{ "forkcast work -e high cat", 75, "", "" },
	{ "forkcast work -e high low none cat", 75, "", "" },
	{ "forkcast post high one", 0, "", "" },
	{ "forkcast work -e high cat", 0, "one\n", "" },
	{ "forkcast work -e high cat", 75, "", "" },
	{ "printf '1\\n2\\n3\\n' | forkcast post low && "
	  "printf '4\\n5\\n' | forkcast post high",
	    0, "", "" },
	{ "forkcast work -e -P 2 high low cat | sort", 0, "1\n2\n3\n4\n5\n",
	    "" },
	{ "printf '1\\n2\\n3\\n' | forkcast post low", 0, "", "" },
	{ "forkcast work -e -c 2 low cat", 0, "1\n2\n", "" },
	{ "forkcast work -e -c 2 low cat", 0, "3\n", "" },
	/* Its own failure waits in the box, and is tried again. */
	{ "forkcast post high again", 0, "", "" },
	{ "forkcast work -e high sh -c 'test $FORKCAST_COUNT = 1 && cat'", 0,
	    "again\n", "forkcast work: command for item *: exit status 1\n" },
	{ "forkcast post high failed", 0, "", "" },
	{ "forkcast work -e -o @ high false", 0, "",
	    "forkcast work: command for item *: exit status 1\n" },
	{ "forkcast post -l", 0, "", "" },
};

/* Several readers at once: each ends, and all messages have been read once. */
static void
several(void)
{
	struct shell *shell = shell_start(server->address[0],
	    "i=0; while [ $i -lt 12 ]; do echo $i; i=$((i + 1)); done | "
	    "forkcast post low || exit; "
	    "for reader in 1 2 3; do "
	    "forkcast work -e low cat >>read & done; wait; sort -n read");

	TAP_NUM(shell_status(shell), 0, "three readers end");
	const char *said = shell_said(shell);
	for (int i = 0; i < 12; i++) {
		MUST(
		    strtol(said, NULL, 10) == i, "there is no %d: %s", i, said);
		said = strchr(said, '\n') + 1;
	}
	TAP_STR(str_from(said), STR(""), "and have read each message once");
}

/* An item that another client has does not wait, and may come back. */
static void
of_another(void)
{
	const char *address = server->address[0];

	conn_say(ali, "post low one");
	conn_say(ali, "take low 1");
	conn_wait_for(ali, "item * low ali 0 one");
	const uint64_t id = conn_id(ali);
	TAP_NUM(
	    shell_status(shell_start(address, "exec forkcast work -e low cat")),
	    75, "an item that another has is not waited for");
	conn_say(ali, "take low 0");
	conn_say(ali, "back %" PRIu64, id);
	conn_wait_for(ali, "ok back *");
	struct shell *shell =
	    shell_start(address, "exec forkcast work -e low cat");
	TAP_NUM(shell_status(shell), 0, "but when it is back");
	TAP_STR(str_from(shell_said(shell)), STR("one\n"), "it is done");
}

/* Starts it on a fake server, up to the answer to its take. */
static void
begins(struct fake *fake, struct shell **shell, const char *script)
{
	fake_start(fake);
	*shell = shell_start_paced(fake->address, script);
	fake_welcome(fake, "javad");
	fake_expect_next(fake, "take 1 1 0");
	fake_say(fake, "ok take 1 1\n");
}

static void
ends(struct fake *fake, struct shell *shell, int status, const char *why)
{
	fake_expect_next(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), status, "%s", why);
	fake_stop(fake);
}

/* An item comes before the answer, and after it. */
static void
late_items(void)
{
	struct fake fake;
	struct shell *shell;

	begins(&fake, &shell, "exec forkcast work -e -n javad 1 cat");
	fake_expect_next(&fake, "boxes 1");
	fake_say(&fake,
	    "item 17 1 ali 0 before\nbox 1 0 1 1 all 99 1 1 1 ali\n"
	    "ok boxes 1\n");
	fake_expect_next(&fake, "done 17");
	fake_say(&fake, "ok done 17\nitem 18 1 ali 0 after\n");
	fake_expect_next(&fake, "done 18");
	fake_say(&fake, "ok done 18\n");
	fake_expect_next(&fake, "boxes 1");
	fake_say(&fake, "box 1 0 0 1 all 99 1 1 1 ali\nok boxes 1\n");
	ends(&fake, shell, 0, "items that come late");
	TAP_STR(
	    str_from(shell_said(shell)), STR("before\nafter\n"), "are done");
}

/* Items that wait though it could have them: it asks again, not at once. */
static void
held_back(void)
{
	struct fake fake;
	struct shell *shell;

	begins(&fake, &shell, "exec forkcast work -e -n javad 1 cat");
	fake_expect_next(&fake, "boxes 1");
	fake_say(&fake, "box 1 2 0 1 all 99 1 1 1 ali\nok boxes 1\n");
	shell_pace(shell, 998 * MSEC);
	shell_pace(shell, MSEC);
	fake_expect_nothing(&fake);
	shell_pace(shell, MSEC);
	fake_expect_next(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\n");
	fake_expect_next(&fake, "boxes 1");
	PASS("items held back are counted again, but in no hurry");
	fake_say(&fake, "ok boxes 0\n");
	ends(&fake, shell, 75, "until there are none");
}

/* It had the right to take when it began, and loses it while it works. */
static void
loses_its_right(void)
{
	const char *address = server->address[0];

	conn_say(ali, "post low one");
	conn_wait_for(ali, "ok post low *");
	struct shell *shell = shell_start(address,
	    "exec forkcast work -e low sh -c 'echo begun; until test -e "
	    "lost || ! test -d $PWD; do sleep 0.02 || sleep 1; done'");
	shell_expect(shell, "begun");
	shell_set_number("SERVER", server->pid);
	TAP_NUM(shell_status(shell_start(
		    address, "forkcastctl -p $SERVER box allow low operators")),
	    0, "a right is taken away");
	conn_say(ali, "post low two");
	conn_wait_for(ali, "ok post low *");
	TAP_NUM(shell_status(shell_start(address, ": >lost")), 0, "go");
	TAP_NUM(shell_status(shell), 77, "items that it may not take");
	TAP_OK(shell_matches("forkcast work: cannot take items: ...\n",
		   shell_complained(shell)),
	    "are not waited for");
}

/* After a lost connection it asks the new one. */
static void
comes_back(void)
{
	struct fake fake;
	struct shell *shell;

	begins(&fake, &shell, "exec forkcast work -R -e -n javad 1 cat");
	fake_expect_next(&fake, "boxes 1");
	fake_close(&fake);
	shell_expect_complaint(shell, "forkcast work: connection lost: ...");
	shell_pace(shell, SEC);
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\n");
	fake_expect_next(&fake, "boxes 1");
	fake_say(&fake, "ok boxes 0\n");
	ends(&fake, shell, 75, "the question is asked again");
}

/* A server that does not know the question. */
static void
refused(void)
{
	struct fake fake;
	struct shell *shell;

	begins(&fake, &shell, "exec forkcast work -e -n javad 1 cat");
	fake_expect_next(&fake, "boxes 1");
	fake_say(&fake, "err boxes bad-command too many words\n");
	ends(&fake, shell, 77, "a server that is too old");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "high");
	conn_say(ali, "join low");
	conn_wait_for(ali, "join * low ali");
	shell_cases(server->address[0], cases);
	several();
	of_another();
	loses_its_right();
	late_items();
	held_back();
	comes_back();
	refused();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
