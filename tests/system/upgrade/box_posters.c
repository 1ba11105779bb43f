/*
 * A poster learns of its items from the next program, too; and the boxes have
 * the same roles, creators and times.
 */
#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

static struct {
	struct server *server;
	struct conn *boss; /* the operator of tea; wants full events */
	struct conn *ann;
	uint64_t item; /* the ID of what ann has taken */
	char box[256]; /* as "boxes tea" describes it */
} test;

/* Copies the next line, which must match. */
static void
keep(char *to, size_t size, struct conn *conn, const char *pattern)
{
	const struct str line = conn_line(conn);

	MUST(pattern_matches(pattern, line), "wanted \"%s\", got \"%.*s\"",
	    pattern, (int)line.len, line.at);
	(void)snprintf(to, size, "%.*s", (int)line.len, line.at);
}

static void
begin(void)
{
	test.boss = conn_member(test.server, "boss", "tea");
	conn_ask(test.boss, "want full", "ok want full");
	test.ann = conn_member(test.server, "ann", "tea");
	conn_expect(test.boss, "join * tea ann!* ...");
	conn_ask(test.ann, "take tea 1 0", "ok take tea 1");
	conn_ask(test.boss, "post tea one", "ok post tea *");
	conn_expect(test.boss, "taken * tea ann!*");
	conn_expect(test.ann, "item * tea boss 0 one");
	test.item = conn_id(test.ann);
	conn_ask(test.boss, "post tea two", "ok post tea *");
	shell_set_number("SERVER", test.server->pid);
	shell_run("forkcastctl -t 600 -p $SERVER box allow tea operators", 0,
	    "box tea: operators may take, 1 member at present\n", "");
	conn_say(test.ann, "boxes tea");
	keep(test.box, sizeof(test.box), test.ann,
	    "box tea 1 1 1 operators * * * * ann");
	conn_expect(test.ann, "ok boxes 1");
}

static void
has_the_same(void)
{
	conn_ask(test.ann, "boxes tea", test.box);
	conn_expect(test.ann, "ok boxes 1");
	PASS("a box has its role, creator, bytes and times");
}

/* Says a line about the item. */
static void
say(const char *verb, const char *rest)
{
	conn_say(
	    test.ann, "%s %llu%s", verb, (unsigned long long)test.item, rest);
}

static void
tells_the_poster(void)
{
	say("reply", " it is 5");
	conn_expect(test.ann, "ok reply *");
	conn_expect(test.boss, "reply * tea ann!* it is 5");
	say("done", " 7");
	conn_expect(test.ann, "ok done *");
	conn_expect(test.boss, "done * tea ann!* 7");
	PASS("the poster learns of its item");
	conn_ask(test.ann, "boxes", "box tea 1 0 1");
	conn_expect(test.ann, "ok boxes 1");
	conn_ask(test.boss, "take tea 1", "ok take tea 1");
	conn_expect(test.boss, "item * tea boss 0 two");
	PASS("and only those with the role get more");
}

int
main(void)
{
	test.server = server_start(NULL);
	begin();
	upgrade_to(test.server, UPGRADE_LATER);
	has_the_same();
	upgrade_to(test.server, UPGRADE_THIS);
	has_the_same();
	tells_the_poster();
	server_stop(test.server);
	return tap_done();
}
