/*
 * Tables, boxes and the time as a person sees them: writes, values, changes by
 * others, items, and the reasons for refusals.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;
static struct pty *javad;
static struct conn *ali;

/* A typed line, and the row shown for the reply. */
struct typed {
	const char *keys;
	const char *row;
};

static void
types(const struct typed *typed, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		pty_type(javad, typed[i].keys);
		pty_type(javad, "\r");
		pty_expect(javad, "%s", typed[i].row);
	}
}

/* None of these rows is the same as one before. */
static void
writes_tables(void)
{
	static const struct typed typed[] = {
		{ "/put tea colour dark red", "-- colour of #tea is set" },
		{ "/put tea colour green",
		    "-- colour of #tea is set; it was: dark red" },
		{ "/add tea lock 1", "-- lock of #tea is set" },
		{ "/add tea lock 2", "!! cannot add: key already exists" },
		{ "/swap tea lock 17 2",
		    "!! cannot swap: key was changed or deleted; get it "
		    "again" },
		{ "/get tea", "-- keys found in #tea: 2" },
		{ "/get tea nothing", "-- keys found in #tea: 0" },
		{ "/cut tea lock", "-- lock of #tea is deleted; it was: 1" },
		{ "/cut tea lock", "!! cannot cut: no such key" },
		{ "/hold tea kettle 1 mine",
		    "-- your place in the queue for kettle of #tea: 0" },
		{ "/hold tea kettle 1 mine",
		    "!! cannot hold: you hold that key or wait for it "
		    "already" },
		{ "/free tea kettle",
		    "-- you no longer hold kettle of #tea, or wait for it" },
		{ "/free tea kettle",
		    "!! cannot free: you neither hold that key nor wait for "
		    "it" },
		{ "/put @javad status at lunch", "-- status of @javad is set" },
		{ "/put elsewhere colour red",
		    "!! cannot put: you are not a member of that group" },
	};

	types(typed, COUNT(typed));
	PASS("what was written, and what it was before");
	pty_type(javad, "/hold tea pot 1 mine\r");
	pty_expect(javad, "-- you hold pot of #tea now (/free #tea pot)");
	PASS("what is held is said");
	pty_type(javad, "/put @ali status away\r");
	pty_expect(javad,
	    "!! cannot put: you can change only your own keys and those of "
	    "your groups");
	PASS("another's table is not ours");
	pty_type(javad, "/put tea colour blue\r");
	pty_expect(javad, "-- colour of #tea is set; it was: green");
	PASS("the slash may be left out");
}

/* By the ID in the row a person can swap. */
static void
reads_tables(void)
{
	char row[80];

	conn_say(ali, "put tea cups 7");
	conn_expect(ali, "ok put tea cups *");
	(void)snprintf(row, sizeof(row), "%.*s", (int)ali->line.len - 16,
	    ali->line.at + 16);
	pty_type(javad, "/get tea cups\r");
	pty_expect(javad, "-- cups of #tea, by ali (%s): 7", row);
	pty_type(javad, "/swap tea cups ");
	pty_type(javad, row);
	pty_type(javad, " 8\r");
	pty_expect(javad, "-- cups of #tea is set; it was: 7");
	PASS("what stands there, who wrote it, and its ID");
}

static void
hears_of_tables(void)
{
	pty_type(javad, "/hear colour status\r");
	pty_expect(javad, "-- subscribed to the keys you named, and no others");
	conn_say(ali, "put tea colour white");
	pty_expect(javad, "-- ali has set colour of #tea: white");
	conn_say(ali, "cut tea colour");
	pty_expect(javad, "-- ali has deleted colour of #tea");
	conn_say(ali, "put @ali status at lunch");
	pty_expect(javad, "-- ali has set status of @ali: at lunch");
	pty_type(javad, "/hear a\xc3\xa9\r");
	pty_expect_begin(javad, "!! not sent: ");
	PASS("who changes it");
}

static void
works(void)
{
	conn_say(ali, "post tea wash up");
	conn_wait_for(ali, "ok post tea *");
	const unsigned long long id =
	    strtoull(ali->line.at + strlen("ok post tea "), NULL, 10);
	pty_type(javad, "/post tea and dry\r");
	pty_expect(javad, "-- added to the box of #tea");
	pty_type(javad, "/boxes\r");
	pty_expect(javad, "-- waiting    2, taken    0, takers    0: #tea");
	pty_expect(javad, "-- boxes: 1");
	PASS("what waits in the boxes");
	pty_type(javad, "/take tea 1\r");
	pty_expect(javad, "-- taking items from #tea, up to 1 at a time");
	pty_expect(javad, "-- item of #tea from ali (/done %llu): wash up", id);
	PASS("what came to be done");
	char keys[40];
	(void)snprintf(keys, sizeof(keys), "/back %llu\r", id);
	pty_type(javad, keys);
	pty_expect(javad, "-- returned: %llu", id);
	pty_type(javad, "/take tea 1\r");
	pty_expect(javad,
	    "-- item of #tea from ali, returns: 1 (/done %llu): wash up", id);
	(void)snprintf(keys, sizeof(keys), "/done %llu\r", id);
	pty_type(javad, keys);
	pty_expect(javad, "-- done: %llu", id);
	PASS("that it has come back, and is done");
	pty_type(javad, keys);
	pty_expect_begin(javad, "!! not done: you do not have that item");
	keys[1] = 'b', keys[2] = 'a', keys[3] = 'c', keys[4] = 'k';
	pty_type(javad, keys);
	pty_expect_begin(javad, "!! not returned: you do not have that item");
	pty_type(javad, "/take tea 1001\r");
	pty_expect_begin(javad, "!! not sent: ");
	PASS("or is not ours");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "tea");
	javad = PTY_CLIENT(server->address[0], "-n", "javad", "tea");
	pty_expect(javad, "-- javad has joined #tea");
	conn_expect(ali, "join * tea javad");
	writes_tables();
	reads_tables();
	hears_of_tables();
	works();
	pty_type(javad, "/time\r");
	pty_expect_begin(javad, "-- the server's clock: 20");
	PASS("what time it is");
	pty_type(javad, "/quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
