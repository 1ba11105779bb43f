/*
 * forkcast post puts items into a box in order, and leaves nothing there that
 * nobody would take.
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
	    "forkcast boxes: a box needs -l\nusage: ...\n  ...\n  ...\n" },
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
 * Items that do not fit yet are posted later, in order: Ali begins to take when
 * the box is full.
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
	    "forkcast post: nobody else is in lonely to keep its box; waiting "
	    "for somebody to join");
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
	    shell, "forkcast post: nobody else is in race ...");
	conn_say(ali, "join race");
	TAP_NUM(shell_status(shell), 0, "many at once");
	conn_say(ali, "take race 10");
	for (int i = 0; i < 5; i++)
		conn_wait_for(ali, "item * race * 0 t*");
	PASS("leave nothing that nobody has");
}

/* The answer to "hold @javad post 1 1", and to the item. */
static struct shell *
post_at(struct fake *fake, const char *declared)
{
	fake_start(fake);
	struct shell *shell =
	    shell_start(fake->address, "exec forkcast post -n javad 1 x");
	fake_expect(fake, "name javad");
	fake_say(fake, "ok name javad\n");
	fake_expect_next(fake, "hold @javad post 1 1");
	fake_say(fake, declared);
	fake_expect_next(fake, "join 1");
	fake_say(fake, "join 16 1 javad\n");
	fake_expect_next(fake, "post 1 x");
	fake_say(fake, "ok post 1 17\n");
	return shell;
}

/* Replies with these members; the box has an item that nobody takes. */
static void
answer_look(struct fake *fake, const char *names)
{
	fake_expect_next(fake, "names 1");
	fake_expect_next(fake, "boxes 1");
	fake_say(fake, names);
	fake_say(fake, "ok names 1 2\nbox 1 1 0 0\nok boxes 1\n");
}

static void
answer_get(struct fake *fake, const char *get, const char *answer)
{
	fake_expect_next(fake, get);
	fake_say(fake, answer);
}

static void
leaves(struct fake *fake, struct shell *shell, const char *why)
{
	fake_expect_next(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "%s", why);
	fake_stop(fake);
}

#define DECLARED "ok hold @javad post 1 15\n"
#define SARA_POSTS "row @sara post 14 sara 1\nok get @sara 1\n"

/* If several clients post, all but the one with the lowest name may leave. */
static void
least_stays(void)
{
	struct fake fake;
	struct shell *shell = post_at(&fake, DECLARED);

	answer_look(&fake, "names 1 javad sara tom\n");
	answer_get(&fake, "get @sara post", SARA_POSTS);
	fake_say(&fake, "quit 18 tom\n");
	answer_get(
	    &fake, "get @tom post", "err get no-such-name no such name\n");
	answer_look(&fake, "names 1 javad sara\n");
	answer_get(&fake, "get @sara post", SARA_POSTS);
	shell_expect_complaint(shell, "forkcast post: nobody else is in 1 ...");
	fake_say(&fake, "join 19 1 ali\n");
	answer_look(&fake, "names 1 ali javad sara\n");
	leaves(&fake, shell, "it stays until there is one with a lesser name");
}

static void
another_box(void)
{
	struct fake fake;
	struct shell *shell = post_at(&fake, DECLARED);

	answer_look(&fake, "names 1 javad sara tom\n");
	answer_get(&fake, "get @sara post", SARA_POSTS);
	answer_get(
	    &fake, "get @tom post", "row @tom post 14 tom 2\nok get @tom 1\n");
	leaves(&fake, shell, "who posts elsewhere is one who stays");
}

/*
 * A client that cannot declare that it posts is taken for one who stays, so it
 * does not count on those who post.
 */
static void
undeclared(void)
{
	struct fake fake;
	struct shell *shell =
	    post_at(&fake, "err hold too-many that table is full\n");

	answer_look(&fake, "names 1 ali javad\n");
	answer_get(
	    &fake, "get @ali post", "row @ali post 14 ali 1\nok get @ali 1\n");
	shell_expect_complaint(shell, "forkcast post: nobody else is in 1 ...");
	fake_say(&fake, "join 19 1 reza\n");
	answer_look(&fake, "names 1 ali javad reza\n");
	answer_get(
	    &fake, "get @ali post", "row @ali post 14 ali 1\nok get @ali 1\n");
	answer_get(&fake, "get @reza post", "ok get @reza 0\n");
	leaves(&fake, shell, "who cannot say that it posts waits for others");
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
	least_stays();
	another_box();
	undeclared();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
