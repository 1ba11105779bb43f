/*
 * The state that clients have left in the server survives: tables and their
 * subscribers, boxes, their takers, and taken items with their times; and what
 * is left for an hour of groups without members. Quotas keep their counts.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/filler.h"
#include "tests/lib/upgrade.h"

#define CONFIG "table_max 4000\nbox_max 8000\n"

static struct {
	struct server *server;
	struct conn *javad, *ali;
	char one[32], two[32]; /* IDs of items that ali has */
} all;

static void
keep_id(char id[32])
{
	(void)snprintf(id, 32, "%llu", (unsigned long long)conn_id(all.ali));
}

static void
leave_much(void)
{
	conn_ask(all.javad, "put 1 colour red", "ok put 1 colour *");
	conn_ask(all.ali, "put 1 shape two  words ", "ok put 1 shape *");
	conn_ask(all.ali, "put @ali status here", "ok put @ali status *");
	conn_ask(all.ali, "hear colour status", "ok hear");
	conn_ask(all.javad, "post 1 a", "ok post 1 *");
	conn_ask(all.javad, "post 1 b  c ", "ok post 1 *");
	conn_ask(all.javad, "post 1 d", "ok post 1 *");
	conn_ask(all.javad, "post 1 e", "ok post 1 *");
	conn_ask(all.ali, "take 1 2 0", "ok take 1 2");
	conn_expect(all.ali, "item * 1 javad 0 a");
	keep_id(all.one);
	conn_expect(all.ali, "item * 1 javad 0 b  c ");
	keep_id(all.two);
}

static void
test_tables(void)
{
	conn_ask(all.javad, "get 1", "row 1 colour * javad red");
	conn_expect(all.javad, "row 1 shape * ali two  words ");
	conn_expect(all.javad, "ok get 1 2");
	conn_ask(all.javad, "get @ali", "row @ali status * ali here");
	conn_expect(all.javad, "ok get @ali 1");
	conn_ask(all.javad, "put 1 shape flat", "ok put 1 shape * two  words ");
	conn_ask(all.javad, "put 1 colour blue", "ok put 1 colour * red");
	conn_expect(all.ali, "set * 1 colour javad blue");
	conn_ask(all.javad, "put 1 colour red", "ok put 1 colour * blue");
	conn_expect(all.ali, "set * 1 colour javad red");
	conn_ask(all.ali, "put 1 shape two  words ", "ok put 1 shape * flat");
	PASS("tables, and who hears of them");
	for (int key = 'a'; key <= 'b'; key++) {
		conn_say(all.ali, "put @ali %c %s", key, filler(120));
		conn_expect(all.ali,
		    key == 'a' ? "ok put @ali a *" : "err put too-many ...");
	}
	conn_ask(all.ali, "cut @ali a", "ok cut @ali a ...");
	PASS("and what each has written");
}

static void
test_boxes(void)
{
	char line[64];

	conn_ask(all.javad, "boxes", "box 1 2 2 1");
	conn_expect(all.javad, "ok boxes 1");
	conn_say(all.javad, "post 1 %s", filler(700));
	conn_expect(all.javad, "err post slow-down ...");
	(void)snprintf(line, sizeof(line), "done %s", all.one);
	conn_ask(all.ali, line, "ok done *");
	conn_expect(all.ali, "item * 1 javad 0 d");
	keep_id(all.one);
	(void)snprintf(line, sizeof(line), "back %s", all.two);
	conn_ask(all.ali, line, "ok back *");
	conn_ask(all.ali, "take 1 2 0", "ok take 1 2");
	conn_expect(all.ali, "item * 1 javad 1 b  c ");
	conn_ask(all.javad, "post 1 a", "ok post 1 *");
	PASS("boxes, what is under way, and the credits");
}

/* A minute for it, and another program meanwhile. */
static void
test_time(void)
{
	struct conn *slow = conn_member(all.server, "slow", "2");

	conn_ask(slow, "post 2 x", "ok post 2 *");
	conn_ask(slow, "take 2 1 60", "ok take 2 1");
	conn_expect(slow, "item * 2 slow 0 x");
	upgrade_to(all.server, UPGRADE_LATER);
	conn_ask(slow, "take 2 2 60", "ok take 2 2");
	server_pace(all.server, 60 * SEC - 1);
	conn_ask(slow, "ping", "ok ping");
	server_pace(all.server, 1);
	conn_expect(slow, "item * 2 slow 1 x");
	PASS("what was not answered for comes back in its time");
	conn_ask(slow, "quit", "bye quit ...");
	conn_close(slow);
}

/* The older of the two ends an hour after it was left. */
static void
test_left_behind(void)
{
	struct conn *sara = conn_member(all.server, "sara", "early");

	conn_ask(sara, "put early key old", "ok put early key *");
	conn_ask(sara, "post early x", "ok post early *");
	conn_ask(sara, "leave early", "leave * early sara");
	server_pace(all.server, 600 * SEC);
	conn_ask(sara, "join late", "join * late sara");
	conn_ask(sara, "put late key new", "ok put late key *");
	conn_ask(sara, "leave late", "leave * late sara");
	upgrade_to(all.server, UPGRADE_LATER);
	conn_ask(sara, "send early x", "err send not-member ...");
	server_pace(all.server, 3000 * SEC);
	server_expect(all.server, "box early: 1 items dropped, ...");
	conn_expect(sara, "dropped * early");
	conn_ask(sara, "join early", "join * early sara");
	conn_ask(sara, "get early", "ok get early 0");
	server_pace(all.server, 599 * SEC);
	conn_ask(sara, "join late", "join * late sara");
	conn_ask(sara, "get late", "row late key * sara new");
	conn_expect(sara, "ok get late 1");
	PASS("and what is left of groups, with its time");
	conn_close(sara);
}

int
main(void)
{
	all.server =
	    server_start(&(struct setup) { .config = CONFIG, .paced = true });
	all.javad = conn_member(all.server, "javad", "1");
	all.ali = conn_member(all.server, "ali", "1");
	conn_expect(all.javad, "join * 1 ali");
	leave_much();
	upgrade_to(all.server, UPGRADE_LATER);
	test_tables();
	test_boxes();
	upgrade_to(all.server, UPGRADE_PACED);
	test_tables();
	conn_ask(all.javad, "boxes", "box 1 2 2 1");
	conn_expect(all.javad, "ok boxes 1");
	PASS("and back");
	test_time();
	test_left_behind();
	server_stop(all.server);
	return tap_done();
}
