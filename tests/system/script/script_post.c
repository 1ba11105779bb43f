/*
 * forkcast post: what it puts into a box, in what order, and that it leaves
 * nothing there that nobody would have.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

/* More than a box holds. */
#define MANY 1500

static const struct shell_case cases[] = {
	{ "forkcast post box one  'two  three'", 0, "", "" },
	{ "printf 'a\\n\\n b \\nlast' | forkcast post box", 0, "", "" },
	{ "printf 'c\\n\\377\\nd\\n' | forkcast post box", 65, "",
	    "forkcast post: line 2 not sent: ...\n" },
	{ "forkcast boxes", 0, "box 6 0 0\n", "" },
	{ "forkcast boxes x", 64, "",
	    "forkcast boxes: unexpected argument\nusage: ...\n" },
	{ "forkcast post", 64, "",
	    "forkcast post: missing box\nusage: ...\n  ...\n" },
	{ "forkcast post -h | head -n 1", 0, "usage: forkcast post ...\n", "" },
};

static void
in_order(struct conn *ali)
{
	static const char *const texts[] = { "one two  three", "a", " b ",
		"last", "c", "d" };

	conn_say(ali, "take box 10");
	for (size_t i = 0; i < COUNT(texts); i++)
		conn_wait_for(ali, "item * box * 0 %s", texts[i]);
	PASS("each is there, in order");
}

/*
 * What does not fit yet is put there later, and nothing overtakes it: ali
 * begins to take when the box is full.
 */
static void
more_than_fit(struct server *server, struct conn *ali)
{
	static const struct shell_case until_full[] = {
		{ "until forkcast boxes | grep -qx 'full 1000 0 0'; do "
		  "sleep 0.05 || sleep 1; done",
		    0, "", "" },
	};
	char script[128];

	(void)snprintf(script, sizeof(script),
	    "i=0; while [ $i -lt %d ]; do echo $i; i=$((i + 1)); done | "
	    "forkcast post full",
	    MANY);
	struct shell *shell = shell_start(server->address[0], script);
	shell_cases(server->address[0], until_full);
	conn_say(ali, "join full");
	conn_say(ali, "take full 1");
	for (int i = 0; i < MANY; i++) {
		conn_wait_for(ali, "item * full * 0 %d", i);
		conn_say(ali, "done %" PRIu64, conn_id(ali));
	}
	TAP_NUM(shell_status(shell), 0, "it waits for room");
	PASS("%d have come in order", MANY);
}

static struct shell *
post_alone(struct server *server)
{
	struct shell *shell =
	    shell_start(server->address[0], "exec forkcast post lonely work");

	shell_expect_complaint(shell,
	    "forkcast post: no other member in lonely to keep its box; waiting "
	    "for one");
	return shell;
}

static void
alone(struct server *server, struct conn *ali)
{
	struct shell *shell = post_alone(server);

	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_OK(shell_matches(
		   "...\nforkcast post: items left in lonely are dropped\n",
		   shell_complained(shell)),
	    "and it says what that means");
	server_expect(
	    server, "box lonely: 1 items dropped with the last member");
	shell = post_alone(server);
	conn_say(ali, "join lonely");
	TAP_NUM(shell_status(shell), 0, "it stays until somebody comes");
	conn_say(ali, "take lonely 1");
	conn_wait_for(ali, "item * lonely * 0 work");
	PASS("who has all of it");
}

/* Each finds the others there, who go as well: the last one has to stay. */
static void
alone_together(struct server *server, struct conn *ali)
{
	struct shell *shell = shell_start(server->address[0],
	    "for i in 1 2 3 4 5; do forkcast post race t$i & done; wait");

	shell_expect_complaint(
	    shell, "forkcast post: no other member in race ...");
	conn_say(ali, "join race");
	TAP_NUM(shell_status(shell), 0, "many at once");
	conn_say(ali, "take race 10");
	for (int i = 0; i < 5; i++)
		conn_wait_for(ali, "item * race * 0 t*");
	PASS("leave nothing that nobody has");
}

static void
answer_look(struct fake *fake, const char *answer)
{
	fake_expect_next(fake, "names 1");
	fake_expect_next(fake, "boxes");
	fake_say(fake, answer);
}

/* Who is there may be about to go as well: it looks twice, each time. */
static void
looks_twice(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast post -n javad 1 x");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "post 1 x");
	fake_say(&fake, "ok post 1 17\n");
	answer_look(&fake,
	    "names 1 ali javad\nok names 1 2\nbox 1 1 0 0\nok boxes 1\n");
	answer_look(
	    &fake, "names 1 javad\nok names 1 1\nbox 1 1 0 0\nok boxes 1\n");
	shell_expect_complaint(
	    shell, "forkcast post: no other member in 1 ...");
	fake_say(&fake, "join 18 1 sara\n");
	answer_look(&fake,
	    "names 1 javad sara\nok names 1 2\nbox 1 1 0 0\nok boxes 1\n");
	answer_look(&fake,
	    "names 1 javad sara\nok names 1 2\nbox 1 1 0 0\nok boxes 1\n");
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "it looks twice before it goes");
	fake_stop(&fake);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "box");

	shell_cases(server->address[0], cases);
	in_order(ali);
	more_than_fit(server, ali);
	alone(server, ali);
	alone_together(server, ali);
	looks_twice();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
