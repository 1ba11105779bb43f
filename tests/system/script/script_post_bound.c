/*
 * forkcast post -m bounds how many of its items wait in the box, by counting
 * events and without asking again and again.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali; /* in the group box */

/* Starts "forkcast post -n javad OPTIONS" on a fake server, and welcomes it. */
static struct shell *
post_at(struct fake *fake, const char *script)
{
	fake_start(fake);
	struct shell *shell = shell_start(fake->address, script);
	fake_expect_next(fake, "name javad");
	fake_say(fake, "ok name javad\n");
	fake_expect_next(fake, "want full");
	fake_expect_next(fake, "join 1");
	fake_say(fake,
	    "ok want full\n"
	    "join 16 1 javad!u@h!*!- javad\n");
	return shell;
}

/*
 * Expects that the client says nothing: it answers two pings, and has done
 * everything else between them.
 */
static void
expect_nothing(struct fake *fake)
{
	for (int i = 0; i < 2; i++) {
		fake_say(fake, "ping\n");
		fake_expect_next(fake, "ping");
		fake_say(fake, "ok ping\n");
	}
}

static void
posts(struct fake *fake, const char *text, const char *id)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "post 1 %s", text);
	fake_expect_next(fake, line);
	(void)snprintf(line, sizeof(line), "ok post 1 %s\n", id);
	fake_say(fake, line);
}

static void
leaves(struct fake *fake, struct shell *shell, int status, const char *why)
{
	fake_expect_next(fake, "quit");
	fake_say(fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), status, "%s", why);
	fake_stop(fake);
}

static void
two_at_most(void)
{
	struct fake fake;
	struct shell *shell = post_at(&fake,
	    "printf 'a\\nb\\nc\\nd\\n' | exec forkcast post -m 2 -n javad 1");

	fake_expect_next(&fake, "post 1 a");
	fake_expect_next(&fake, "post 1 b");
	fake_say(&fake, "ok post 1 17\nok post 1 18\n");
	expect_nothing(&fake);
	PASS("two wait, and no more are posted");
	fake_say(&fake, "taken 17 1 sara!u@h!*!-\n");
	posts(&fake, "c", "19");
	expect_nothing(&fake);
	fake_say(&fake, "back 17 1 sara!u@h!*!-\ntaken 18 1 sara!u@h!*!-\n");
	expect_nothing(&fake);
	PASS("one that comes back counts again");
	fake_say(&fake, "done 18 1 sara!u@h!*!- 0\n");
	expect_nothing(&fake);
	fake_say(&fake, "taken 99 1 sara!u@h!*!-\n");
	expect_nothing(&fake);
	PASS("those of others do not count");
	fake_say(&fake, "dropped 17 1\n");
	posts(&fake, "d", "20");
	leaves(&fake, shell, 69,
	    "it ends when the last one is posted, and says that one was lost");
}

static void
rendezvous(void)
{
	struct fake fake;
	struct shell *shell = post_at(
	    &fake, "printf 'a\\nb\\n' | exec forkcast post -m 0 -n javad 1");

	posts(&fake, "a", "17");
	expect_nothing(&fake);
	fake_say(&fake, "taken 17 1 sara!u@h!*!-\n");
	posts(&fake, "b", "18");
	expect_nothing(&fake);
	PASS("the last one must be taken, too");
	fake_say(&fake, "taken 18 1 sara!u@h!*!-\n");
	leaves(&fake, shell, 0, "a rendezvous");
}

/* With the real server: there are never more than two. */
static void
with_a_slow_taker(void)
{
	struct shell *shell = shell_start(server->address[0],
	    "i=0; while [ $i -lt 20 ]; do echo $i; i=$((i + 1)); done | "
	    "forkcast post -m 2 box");
	uint64_t waiting = 3;

	conn_await_box(ali, "box box 2 0 0");
	for (int i = 0; i < 20; i++) {
		conn_say(ali, "take box 1");
		conn_wait_for(ali, "item * box * 0 %d", i);
		const uint64_t id = conn_id(ali);
		conn_say(ali, "boxes");
		conn_wait_for(ali, "box box ...");
		struct str words = ali->line;
		(void)str_word(&words);
		(void)str_word(&words);
		(void)str_to_number(str_word(&words), 1000, &waiting);
		MUST(waiting <= 2, "%" PRIu64 " wait", waiting);
		conn_say(ali, "take box 0");
		conn_say(ali, "done %" PRIu64, id);
		conn_wait_for(ali, "ok done *");
	}
	TAP_NUM(shell_status(shell), 0, "all are posted");
	PASS("and no more than two wait at any time");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	two_at_most();
	rendezvous();
	with_a_slow_taker();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
