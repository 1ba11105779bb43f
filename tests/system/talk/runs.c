/*
 * Clients who send, join, leave, tell, set topics, change their names and quit,
 * each with all of its commands in one write, and all at once: each is told
 * just what happened where it was at that moment, and in order.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/ledger.h"

#define ACTORS 3
#define OBSERVER ACTORS
#define COMMANDS 300 /* at most */
#define ROUNDS 40
#define SCRIPT_SIZE (COMMANDS * 512)

static const char *const groups[] = { "tea", "coffee" };

static struct {
	struct conn *conn[ACTORS + 1];
	const char *name[ACTORS + 1]; /* the last that it asks for */
	char script[ACTORS][SCRIPT_SIZE];
	struct buf line[ACTORS]; /* in script */
	bool quits[ACTORS];
} test;

#define SAY(actor, ...)                                    \
	say((actor), (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static void
say(size_t actor, const struct str *word, size_t count)
{
	MUST(buf_say(&test.line[actor], word, count), "the script is long");
	ledger_ask(actor, word[0]);
}

static struct str
some_group(void)
{
	return str_from(groups[dice(COUNT(groups))]);
}

static struct str
some_text(size_t actor)
{
	static char text[512];
	const int len = snprintf(text, sizeof(text), "%u %s",
	    (unsigned)ledger_number(actor),
	    filler(1 + dice(dice_once_in(4) ? 400 : 20))); /* fits */

	return (struct str) { text, (size_t)len };
}

static void
say_something(size_t actor)
{
	switch (dice(12)) {
	case 0:
		SAY(actor, STR("join"), some_group());
		break;
	case 1:
		SAY(actor, STR("leave"), some_group());
		break;
	case 2:
		SAY(actor, STR("tell"), str_from(test.name[dice(ACTORS + 1)]),
		    some_text(actor));
		break;
	case 3:
		SAY(actor, STR("topic"), some_group(), STR("hot"));
		break;
	case 4:
		test.name[actor] = ledger_name(actor);
		SAY(actor, STR("name"), str_from(test.name[actor]));
		break;
	default:
		SAY(actor, STR("send"), some_group(), some_text(actor));
		break;
	}
}

/* From within a group, or nobody would hear it. */
static void
say_quit(size_t actor)
{
	SAY(actor, STR("join"), some_group());
	SAY(actor, STR("quit"), STR("over"));
	test.quits[actor] = true;
}

/* Who did not quit at the end of its script does so now. */
static void
quit(size_t actor)
{
	if (test.quits[actor])
		return;
	buf_drop(&test.line[actor], buf_len(&test.line[actor]));
	say_quit(actor);
	conn_send(test.conn[actor], buf_str(&test.line[actor]).at,
	    buf_len(&test.line[actor]));
}

static void
write_script(size_t actor)
{
	buf_init(
	    &test.line[actor], test.script[actor], sizeof(test.script[actor]));
	test.quits[actor] = false;
	SAY(actor, STR("name"), str_from(test.name[actor]));
	for (size_t i = 0; i < COUNT(groups); i++)
		SAY(actor, STR("join"), str_from(groups[i]));
	for (uint32_t i = dice(dice_once_in(2) ? COMMANDS : 10); i > 0; i--)
		say_something(actor);
	if (dice_once_in(2))
		say_quit(actor);
}

/* Reads to the answer to its last command; its own end follows that. */
static void
hear(size_t reader)
{
	while (ledger_owed(reader) > 0)
		ledger_hear(reader, conn_line(test.conn[reader]));
}

static void
play(const struct server *server)
{
	for (size_t i = 0; i < ACTORS; i++) {
		test.conn[i] = conn_open(server);
		test.name[i] = ledger_name(i);
	}
	for (size_t i = 0; i < ACTORS; i++)
		write_script(i);
	for (size_t i = 0; i < ACTORS; i++)
		conn_send(test.conn[i], test.script[i], buf_len(&test.line[i]));
	for (size_t i = 0; i < ACTORS; i++) {
		quit(i);
		hear(i);
		conn_expect_end(test.conn[i]);
		conn_close(test.conn[i]);
	}
	/* All of it is behind them. */
	conn_say(test.conn[OBSERVER], "ping");
	ledger_ask(OBSERVER, STR("ping"));
	hear(OBSERVER);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	dice_begin();
	ledger_begin();
	test.name[OBSERVER] = ledger_name(OBSERVER);
	test.conn[OBSERVER] = conn_named(server, test.name[OBSERVER]);
	for (size_t i = 0; i < COUNT(groups); i++) {
		conn_say(test.conn[OBSERVER], "join %s", groups[i]);
		ledger_ask(OBSERVER, STR("join"));
	}
	hear(OBSERVER);
	for (unsigned i = 0; i < ROUNDS; i++)
		play(server);
	PASS("every command had one answer, in its turn");
	TAP_OK(
	    ledger_agrees(), "everyone was told what concerned it, in order");
	TAP_OK(ledger_events() > COMMANDS, "%zu events", ledger_events());
	server_stop(server);
	return tap_done();
}
