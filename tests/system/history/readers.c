/*
 * Readers of messages in a group, by the mode that it had then (none, i, k,
 * s) and has now, with history_for members and joined: accounts that were
 * members then, were kicked, have left or were kicked and are back, have come
 * since, or never; a client without an account; an account made anew under the
 * name of a former member; and members of a group made anew under its name.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"

/*
 * Message 1 is said when the first have joined, 2 when some have gone, 3 when
 * the others have come. 1 and 2 have the mode of then.
 */
enum { FIRST = 1, SECOND = 2, THIRD = 4, ALL = 7 };

static const char modes[] = " iks";
#define MODES (COUNT(modes) - 1)

/* The readers, and what each reads if the group was closed then, or open. */
enum { MEMBER, KICKED, LEFT, BACK, EVE, LATER, GUEST, NOBODY, READERS };
static const struct {
	const char *name;
	bool early, late; /* joins before the first message; the third */
	bool nameless; /* without an account */
	int closed, open; /* -1: is refused */
} readers[READERS] = {
	[MEMBER] = { "mem", true, false, false, ALL, ALL },
	[KICKED] = { "kim", true, false, false, -1, -1 },
	[LEFT] = { "lea", true, true, false, THIRD, ALL },
	[BACK] = { "bea", true, true, false, THIRD, ALL },
	[EVE] = { "eve", true, true, false, THIRD, ALL },
	[LATER] = { "lou", false, true, false, THIRD, ALL },
	[GUEST] = { "gus", false, true, true, THIRD, ALL },
	[NOBODY] = { "noa", false, false, false, -1, -1 },
};

static struct {
	struct server *server;
	struct conn *op, *reader[READERS];
	bool for_joined;
} test;

/* The name of the group that had one mode and has another: "mik". */
static const char *
group(size_t then, size_t now)
{
	static char name[4];

	(void)snprintf(name, sizeof(name), "%c%c%c",
	    test.for_joined ? 'j' : 'm', then == 0 ? 'o' : modes[then],
	    now == 0 ? 'o' : modes[now]);
	return name;
}

static void
operate(const char *order, const char *name, const char *more)
{
	/* A quiet one would be closed after a time. */
	struct conn *control = conn_open_at(test.server->control);

	conn_say(control, "accounts %s %s%s", order, name, more);
	conn_wait_for(control, "ok ...");
	conn_close(control);
}

static void
change(const char *name, size_t mode, bool on)
{
	if (mode == 0)
		return;
	conn_say(test.op, "mode %s %c%c%s", name, on ? '+' : '-', modes[mode],
	    on && modes[mode] == 'k' ? " key" : "");
	conn_wait_for(test.op, "ok mode ...");
}

/* Says a message while the group has that mode. */
static void
say(const char *name, size_t mode, unsigned number)
{
	change(name, mode, true);
	conn_say(test.op, "send %s m%u", name, number);
	conn_wait_for(test.op, "msg * %s op m%u", name, number);
	change(name, mode, false);
}

static void
join(size_t who, const char *name)
{
	conn_say(test.reader[who], "join %s", name);
	conn_wait_for(
	    test.reader[who], "join * %s %s", name, readers[who].name);
}

static void
kick(size_t who, const char *name)
{
	conn_say(test.op, "kick %s %s", name, readers[who].name);
	conn_wait_for(test.op, "ok kick ...");
}

static void
say_first(size_t then, size_t now)
{
	const char *name = group(then, now);

	conn_say(test.op, "join %s", name);
	conn_wait_for(test.op, "join * %s op", name);
	for (size_t i = 0; i < READERS; i++)
		if (readers[i].early)
			join(i, name);
	say(name, then, 1);
	conn_say(test.reader[LEFT], "leave %s", name);
	conn_wait_for(test.reader[LEFT], "leave * %s lea", name);
	kick(KICKED, name);
	kick(BACK, name);
}

/* The member's connection is lost; another account has the name of eve. */
static void
change_readers(void)
{
	conn_quit(test.reader[EVE]);
	operate("remove", "eve", "");
	operate("add", "eve", " pw");
	test.reader[EVE] = keeper_come(test.server, "eve");
	conn_quit(test.reader[MEMBER]);
	test.reader[MEMBER] = keeper_come(test.server, "mem");
}

static void
say_rest(size_t then, size_t now)
{
	const char *name = group(then, now);

	say(name, then, 2);
	for (size_t i = 0; i < READERS; i++)
		if (readers[i].late)
			join(i, name);
	change(name, now, true);
	conn_say(test.op, "send %s m3", name);
	conn_wait_for(test.op, "msg * %s op m3", name);
}

/* Reads the past of a group. Returns which messages; -1: none may be read. */
static int
read_past(struct conn *conn, const char *name)
{
	struct str line;
	int found = 0;

	conn_say(conn, "history %s said last 10", name);
	conn_say(conn, "ping");
	do {
		line = conn_line(conn);
		for (int i = 0; i < 3; i++) {
			char wanted[32];
			(void)snprintf(wanted, sizeof(wanted),
			    "past msg * %s op m%d", name, i + 1); /* fits */
			found |= pattern_matches(wanted, line) ? 1 << i : 0;
		}
		if (str_begins(line, STR("err history ")))
			found = -1;
	} while (!pattern_matches("ok ping", line));
	return found;
}

static int
wanted_of(size_t who, size_t then)
{
	return then == 0 && !test.for_joined ? readers[who].open :
					       readers[who].closed;
}

static void
all_read(size_t then, size_t now)
{
	const char *name = group(then, now);
	bool good = true;

	for (size_t i = 0; i < READERS; i++) {
		const int found = read_past(test.reader[i], name);
		if (found == wanted_of(i, then))
			continue;
		tap_note("%s: %s reads %d instead of %d", name, readers[i].name,
		    found, wanted_of(i, then));
		good = false;
	}
	TAP_OK(good, "%s: each reads what it may", name);
}

static void
for_all_groups(void (*function)(size_t then, size_t now))
{
	for (size_t then = 0; then < MODES; then++)
		for (size_t now = 0; now < MODES; now++)
			function(then, now);
}

/* Its past is void, also for those who stay members. */
static void
group_is_made_anew(void)
{
	static const char *const name = "tea";
	struct conn *member = test.reader[MEMBER];

	conn_ask(test.op, "ping", "ok ping");
	conn_say(test.op, "join tea");
	conn_wait_for(test.op, "join * tea op");
	conn_say(test.op, "register tea");
	conn_wait_for(test.op, "ok register tea");
	join(MEMBER, name);
	conn_say(test.op, "send tea m1");
	conn_wait_for(test.op, "msg * tea op m1");
	TAP_NUM(
	    read_past(member, name), FIRST, "a registered group has a past");
	conn_say(test.op, "drop tea");
	conn_wait_for(test.op, "ok drop tea");
	conn_say(test.op, "register tea");
	conn_wait_for(test.op, "ok register tea");
	conn_say(test.op, "send tea m2");
	conn_wait_for(test.op, "msg * tea op m2");
	TAP_NUM(read_past(member, name), SECOND,
	    "one that is made anew has not that of the former");
}

static void
start(const char *history_for)
{
	char config[4 * SCRATCH_PATH];

	test.for_joined = strcmp(history_for, "joined") == 0;
	(void)snprintf(config, sizeof(config), "%shistory_for %s\n",
	    journal_config(), history_for); /* fits */
	test.server = server_start(&(struct setup) { .config = config });
	operate("add", "op", " pw");
	test.op = keeper_come(test.server, "op");
	for (size_t i = 0; i < READERS; i++) {
		if (!readers[i].nameless)
			operate("add", readers[i].name, " pw");
		test.reader[i] = readers[i].nameless ?
		    conn_named(test.server, readers[i].name) :
		    keeper_come(test.server, readers[i].name);
	}
}

static void
stop(void)
{
	operate("remove", "op", "");
	for (size_t i = 0; i < READERS; i++)
		if (!readers[i].nameless)
			operate("remove", readers[i].name, "");
	server_stop(test.server);
}

int
main(void)
{
	static const char *const values[] = { "members", "joined" };

	for (size_t i = 0; i < COUNT(values); i++) {
		start(values[i]);
		for_all_groups(say_first);
		change_readers();
		for_all_groups(say_rest);
		tap_note("history_for %s", values[i]);
		for_all_groups(all_read);
		group_is_made_anew();
		stop();
		test.server = NULL;
	}
	return tap_done();
}
