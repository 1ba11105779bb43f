/*
 * done gives the credit back, and back gives the item back, both only for items
 * that the client has taken.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

#define WORD 32

/* The item that comes next: its ID. */
static void
hear_item(struct conn *conn, const char *pattern, char id[WORD])
{
	struct str rest = conn_line(conn);

	MUST(pattern_matches(pattern, rest), "wanted \"%s\", got \"%.*s\"",
	    pattern, (int)rest.len, rest.at);
	(void)str_word(&rest);
	const struct str word = str_word(&rest);
	(void)snprintf(id, WORD, "%.*s", (int)word.len, word.at);
}

static void
say(struct conn *conn, const char *verb, const char *id, const char *answer)
{
	conn_say(conn, "%s %s", verb, id);
	conn_expect(conn, "%s", answer);
}

static void
test_done(struct conn *boss, struct conn *one, struct conn *two)
{
	char first[WORD], second[WORD];

	conn_ask(one, "take 1 1", "ok take 1 1");
	conn_ask(boss, "post 1 a", "ok post 1 *");
	conn_ask(boss, "post 1 b", "ok post 1 *");
	hear_item(one, "item * 1 boss 0 a", first);
	say(two, "done", first, "err done no-such-item ...");
	say(two, "back", first, "err back no-such-item ...");
	conn_expect_nothing(one);
	say(one, "done", first, "ok done *");
	hear_item(one, "item * 1 boss 0 b", second);
	say(one, "done", first, "err done no-such-item ...");
	say(one, "done", second, "ok done *");
	conn_ask(boss, "boxes", "box 1 0 0 1");
	conn_expect(boss, "ok boxes 1");
	PASS("what is done is no more, and the next one comes");
}

static void
test_back(struct conn *boss, struct conn *one, struct conn *two)
{
	char first[WORD], second[WORD], again[WORD];

	conn_ask(one, "take 1 2", "ok take 1 2");
	conn_ask(boss, "post 1 c", "ok post 1 *");
	conn_ask(boss, "post 1 d", "ok post 1 *");
	conn_ask(boss, "post 1 e", "ok post 1 *");
	hear_item(one, "item * 1 boss 0 c", first);
	hear_item(one, "item * 1 boss 0 d", second);
	say(one, "back", second, "ok back *");
	say(one, "back", first, "ok back *");
	conn_expect_nothing(one);
	conn_ask(boss, "boxes", "box 1 3 0 0");
	conn_expect(boss, "ok boxes 1");
	PASS("who gives back gets nothing until it asks");
	conn_ask(two, "take 1 3", "ok take 1 3");
	hear_item(two, "item * 1 boss 1 c", again);
	TAP_STR(str_from(again), str_from(first), "it is the same item");
	hear_item(two, "item * 1 boss 1 d", again);
	hear_item(two, "item * 1 boss 0 e", again);
	PASS("in the old order, and how often is told");
	say(one, "done", first, "err done no-such-item ...");
}

static const struct step refused[] = {
	{ "done", "err done bad-command ..." },
	{ "done x", "err done bad-command ..." },
	{ "done 17", "err done no-such-item ..." },
	{ "done 17 256", "err done bad-command ..." },
	{ "back", "err back bad-command ..." },
	{ "back 0", "err back bad-command ..." },
	{ "back 17", "err back no-such-item ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *boss = conn_member(server, "boss", "1");
	struct conn *one = conn_member(server, "one", "1");
	struct conn *two = conn_member(server, "two", "1");

	conn_wait_for(boss, "join * 1 two");
	conn_wait_for(one, "join * 1 two");
	test_done(boss, one, two);
	test_back(boss, one, two);
	conn_steps(boss, refused);
	PASS("each way to be refused");
	server_stop(server);
	return tap_done();
}
