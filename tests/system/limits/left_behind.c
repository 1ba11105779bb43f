/*
 * A client that creates groups and boxes, writes keys and sets masks, and
 * quits, again and again, while another client keeps the groups alive, does not
 * evade the limits of its address. All of it counts for this address alone,
 * across upgrades, until it is gone.
 */
#include <stdio.h>

#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define FROM "127.0.0.2:0"
#define ELSEWHERE "127.0.0.3:0"
#define VISITS 4
#define OF_VISIT 10

/* A key takes 200 bytes, a mask 160, with the name of "mallory". */
#define VALUE 152
#define MASK 109 /* and "!*@*" */

/* The share of an address: a fifth of table_max for keys and masks. */
#define GROUPS 30
#define BOXES 20
#define ROWS 4
#define MASKS 5

#define CONFIG                                                             \
	"group 1\nmax_made 100\nmax_made_per_address 30\ntable_max 4000\n" \
	"max_joined 100\nexempt none\nmax_per_address 0\nconnect_rate 0\n" \
	"join_rate 0\nmode_rate 0\n"

static struct server *server;
static struct conn *friend; /* is in all groups, and never leaves */

static struct conn *
come(const char *from, const char *name)
{
	struct conn *conn = conn_open_from(server, from);

	(void)snprintf(conn->label, sizeof(conn->label), "%s", name);
	conn_say(conn, "%s", name);
	conn_expect(conn, "ok name %s", name);
	return conn;
}

static void
quit(struct conn *conn)
{
	char name[CONN_LABEL];

	(void)snprintf(name, sizeof(name), "%s", conn->label);
	conn_say(conn, "quit");
	conn_wait_for(conn, "bye quit ...");
	conn_close(conn);
	server_expect(server, "ended: %s ...", name);
}

/* Waits for one of the two. */
static bool
is_done(struct conn *conn, const char *done, const char *refused)
{
	for (;;) {
		const struct str line = conn_line(conn);
		if (pattern_matches(done, line))
			return true;
		if (pattern_matches(refused, line))
			return false;
	}
}

/* Each does one thing of that number, and returns whether it was done. */
typedef bool deed(struct conn *conn, int number);

static bool
create_group(struct conn *conn, int number)
{
	conn_say(conn, "join g%d", number);
	if (!is_done(conn, "join * * *", "err join too-many ..."))
		return false;
	conn_say(friend, "join g%d", number);
	conn_wait_for(friend, "join * g%d friend", number);
	if (number == 0) {
		conn_say(conn, "mode g0 +o friend");
		conn_wait_for(conn, "ok mode g0 ...");
	}
	return true;
}

static bool
create_box(struct conn *conn, int number)
{
	const int group = number < GROUPS ? number : GROUPS - 1;

	conn_say(conn, "join g%d", group);
	(void)is_done(conn, "join * * *", "err join already-member ...");
	conn_say(conn, "post g%d x", group);
	return is_done(conn, "ok post ...", "err post too-many ...");
}

/* Is in g0 from now on, as an operator. */
static void
enter(struct conn *conn)
{
	conn_say(conn, "join g0");
	conn_wait_for(conn, "join * g0 %s", conn->label);
	conn_say(friend, "mode g0 +o %s", conn->label);
	conn_wait_for(friend, "ok mode g0 ...");
}

static bool
write_key(struct conn *conn, int number)
{
	if (number % OF_VISIT == 0)
		enter(conn);
	conn_say(conn, "put g0 k%02d %s", number, filler(VALUE - 2));
	return is_done(conn, "ok put ...", "err put too-many ...");
}

static bool
set_mask(struct conn *conn, int number)
{
	if (number % OF_VISIT == 0)
		enter(conn);
	conn_say(conn, "mode g0 +b k%02d%s!*@*", number, filler(MASK - 3));
	return is_done(conn, "ok mode ...", "err mode too-many ...");
}

/* In so many visits, each as somebody new; returns how often it was done. */
static int
visit(deed *act)
{
	int count = 0;

	for (int i = 0; i < VISITS; i++) {
		struct conn *mallory = come(FROM, "mallory");
		for (int k = 0; k < OF_VISIT; k++)
			count += act(mallory, i * OF_VISIT + k);
		quit(mallory);
	}
	return count;
}

static const struct {
	deed *act;
	int most;
	const char *name;
} deeds[] = {
	{ create_group, GROUPS, "groups" },
	{ create_box, BOXES, "boxes" },
	{ write_key, ROWS, "keys" },
	{ set_mask, MASKS, "masks" },
};

/* The new objects of each kind. */
#define NEW (VISITS * OF_VISIT + 1)

static void
test_nothing_more(const char *when)
{
	struct conn *mallory = come(FROM, "mallory");
	bool any = false;

	enter(mallory);
	for (size_t i = 0; i < COUNT(deeds); i++)
		any = any || deeds[i].act(mallory, NEW + (int)i);
	quit(mallory);
	TAP_OK(!any, "the address gets nothing more%s", when);
}

static void
test_others(void)
{
	struct conn *other = come(ELSEWHERE, "other");
	bool all = true;

	enter(other);
	for (size_t i = 0; i < COUNT(deeds); i++)
		all = all && deeds[i].act(other, NEW + (int)i);
	TAP_OK(all, "another one does");
	quit(other);
}

/* All groups but those of the configuration go an hour after the friend. */
static void
test_gone(void)
{
	struct conn *mallory;
	bool all = true;

	quit(friend);
	server_pace(server, 3600 * SEC);
	server_expect(server, "box g0: * items dropped, ...");
	mallory = come(FROM, "mallory");
	friend = come(ELSEWHERE, "friend");
	for (size_t i = 0; i < COUNT(deeds); i++)
		all = all && deeds[i].act(mallory, i == 0 ? 0 : NEW + (int)i);
	TAP_OK(all, "and when all of it is gone so does this one");
	quit(mallory);
}

int
main(void)
{
	server =
	    server_start(&(struct setup) { .config = CONFIG, .paced = true });
	friend = come(FROM, "friend");
	for (size_t i = 0; i < COUNT(deeds); i++)
		TAP_NUM(visit(deeds[i].act), deeds[i].most,
		    "so many %s in all visits, and no more", deeds[i].name);
	test_nothing_more("");
	upgrade_to(server, UPGRADE_LATER);
	test_nothing_more(" after an upgrade");
	upgrade_to(server, UPGRADE_PACED);
	test_nothing_more(" after the next");
	test_others();
	test_gone();
	server_stop(server);
	return tap_done();
}
