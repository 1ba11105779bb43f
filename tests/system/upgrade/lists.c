/*
 * A long list that an upgrade interrupts, because nobody reads it, continues at
 * its line. Every list with a cursor is here.
 */
#include <stdio.h>
#include <string.h>

#include "shared/str.h"
#include "tests/lib/filler.h"
#include "tests/lib/upgrade.h"

#define PEOPLE 120
#define GROUPS 60
#define ENOUGH ((size_t)2 << 20) /* more than pipe, socket and queue hold */
#define TURNS 100

static const struct {
	const char *ask;
	const char *end;
} lists[] = {
	{ "who crowd", "ok who crowd " },
	{ "names crowd", "ok names crowd " },
	{ "groups", "ok groups " },
	{ "invited", "ok invited " },
	{ "rows crowd k", "ok rows crowd " },
	{ "get crowd", "ok get crowd " },
};

static struct {
	struct server *server;
	struct conn *people[PEOPLE];
	struct conn *asker;
} all;

/* All lines of a list. */
struct told {
	size_t lines;
	size_t bytes;
	uint64_t sum;
};

static void
name_person(unsigned number, char name[32])
{
	(void)snprintf(name, 32, "p%02u%026d", number % 1000, 0); /* fits */
}

static void
enter_people(void)
{
	char name[32];

	for (unsigned i = 0; i < PEOPLE; i++) {
		struct conn *conn = conn_open(all.server);
		name_person(i, name);
		conn_say(conn, "about user x%u\nname %s\njoin crowd", i, name);
		conn_wait_for(conn, "join * crowd %s", name);
		conn_say(conn, "put @%s k value\nput crowd %s %s\nping put",
		    name, name, filler(300));
		conn_wait_for(conn, "ok ping put");
		all.people[i] = conn;
	}
}

/* The first of them invites. */
static void
make_lists(void)
{
	struct conn *conn = all.people[0];

	for (int i = 0; i < GROUPS; i++) {
		conn_say(conn, "join g%02d\ninvite g%02d asker", i, i);
		conn_wait_for(conn, "ok invite g%02d asker", i);
		conn_wait_for(all.asker, "invite * g%02d ...", i);
	}
}

/*
 * Returns the line without the idle time, which changes between two requests.
 */
static struct str
fixed_part(struct str line)
{
	struct str rest = line;

	if (!str_eq(str_word(&rest), STR("person")))
		return line;
	for (int i = 0; i < 3; i++)
		(void)str_word(&rest);
	return (struct str) { line.at, (size_t)(rest.at - line.at) };
}

static struct told
read_list(size_t list)
{
	struct told told = { .sum = 0xcbf29ce484222325 };
	const size_t len = strlen(lists[list].end);
	struct str line;

	do {
		line = conn_line(all.asker);
		told.bytes += line.len + 1;
		told.lines++;
		line = fixed_part(line);
		for (size_t i = 0; i < line.len; i++)
			told.sum = (told.sum ^ (unsigned char)line.at[i]) *
			    0x100000001b3;
	} while (line.len < len || memcmp(line.at, lists[list].end, len) != 0);
	return told;
}

/* In each of its turns the server goes on with what is asked. */
static void
pass_turns(void)
{
	for (int i = 0; i < TURNS; i++) {
		conn_say(all.people[1], "ping %d", i);
		conn_wait_for(all.people[1], "ok ping %d", i);
	}
}

static bool
is_same(const struct told *told, const struct told *other)
{
	return told->lines == other->lines && told->bytes >= other->bytes &&
	    told->sum == other->sum;
}

static void
interrupt(size_t list)
{
	size_t times, wrong = 0;
	struct told first, next;

	conn_say(all.asker, "%s", lists[list].ask);
	first = read_list(list);
	times = ENOUGH / first.bytes + 2;
	for (size_t i = 0; i < times; i++)
		conn_say(all.asker, "%s", lists[list].ask);
	conn_say(all.asker, "ping end");
	pass_turns();
	upgrade_to(all.server, UPGRADE_THIS);
	for (size_t i = 0; i < times; i++) {
		next = read_list(list);
		wrong += !is_same(&next, &first);
	}
	conn_expect(all.asker, "ok ping end");
	(void)TAP_NUM(wrong, 0, "%s: of %zu lists with %zu lines each",
	    lists[list].ask, times, first.lines);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	all.server = server_start(&(struct setup) {
	    .listen = { "127.0.0.1:0", path }, .config = "change_rate 0\n" });
	all.asker = conn_open_small(path);
	conn_say(all.asker, "asker\njoin crowd");
	conn_wait_for(all.asker, "join * crowd asker");
	enter_people();
	make_lists();
	for (size_t i = 0; i < COUNT(lists); i++)
		interrupt(i);
	for (size_t i = 0; i < PEOPLE; i++)
		conn_close(all.people[i]);
	conn_close(all.asker);
	server_stop(all.server);
	return tap_done();
}
