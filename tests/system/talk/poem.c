/*
 * Several clients recite a poem, each sending its next line after the line
 * before it: a listener gets the poem as it was written.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/pattern.h"

#include <stdio.h>

#define READERS 5
#define NAME 16

static const char *const poem[] = {
	"A hundred voices share one narrow street,",
	"each from a house whose door it never leaves;",
	"beneath each sill two running gutters meet",
	"that bear what one house says and one receives.",
	"",
	"The keeper at the corner lifts each word",
	"and sets it down at every open door;",
	"he asks not what it means, nor who has heard,",
	"and no one's silence makes him carry more.",
	"",
	"One house falls dark. Its gutters both run dry,",
	"the keeper writes its name and strikes it out;",
	"the others hear a single line go by",
	"and turn again to what they talked about.",
	"",
	"And should the keeper sleep, then every house",
	"will see its water stop, and shut its door,",
	"say one farewell, as quiet as a mouse,",
	"and leave the street no noisier than before.",
};

/* A client with the lines that it has: every READERS-th. */
struct reader {
	struct conn *conn;
	char name[NAME];
	size_t next; /* the number of its next line */
};

static struct reader readers[READERS];

/* No message is without text: a line says its number first. */
static void
say_line(struct reader *reader)
{
	conn_say(
	    reader->conn, "send poem %zu|%s", reader->next, poem[reader->next]);
	reader->next += READERS;
}

/* Is the message the line in front of its next one? */
static bool
is_its_turn(const struct reader *reader, struct str message)
{
	char before[128];

	if (reader->next == 0 || reader->next >= COUNT(poem))
		return false;
	(void)snprintf(before, sizeof(before), "msg * poem * %zu|%s",
	    reader->next - 1, poem[reader->next - 1]);
	return pattern_matches(before, message);
}

/* It knows nothing but what has come to it. */
static void
follow(struct reader *reader)
{
	struct str message;

	while (conn_has_line(reader->conn, &message))
		if (is_its_turn(reader, message))
			say_line(reader);
}

static void
enter(const struct server *server, size_t number)
{
	struct reader *reader = &readers[number];

	(void)snprintf(reader->name, NAME, "reader%zu", number);
	reader->conn = conn_member(server, reader->name, "poem");
	reader->next = number;
}

/* The listener's next line, whoever has said it. */
static void
expect_line(struct conn *listener, size_t number)
{
	const usec end = deadline();
	struct str message;
	char wanted[128];

	while (!conn_has_line(listener, &message)) {
		for (size_t i = 0; i < READERS; i++)
			follow(&readers[i]);
		MUST(deadline_pause(end), "line %zu does not come", number);
	}
	(void)snprintf(wanted, sizeof(wanted), "msg * poem %s %zu|%s",
	    readers[number % READERS].name, number, poem[number]);
	MUST(pattern_matches(wanted, message), "wanted \"%s\", got \"%.*s\"",
	    wanted, (int)message.len, message.at);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	for (size_t i = 0; i < READERS; i++)
		enter(server, i);
	struct conn *listener = conn_member(server, "listener", "poem");
	say_line(&readers[0]);
	for (size_t i = 0; i < COUNT(poem); i++)
		expect_line(listener, i);
	conn_expect_nothing(listener);
	PASS("%zu lines of %d clients are in order", COUNT(poem), READERS);
	server_stop(server);
	return tap_done();
}
