/*
 * Clients insert into, update and delete from a table of their group, all at
 * once, and each keeps a copy from the events: every answer agrees with the
 * copy, and at the end all copies equal the server's table.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define CLIENTS 8
#define KEYS 12
#define COMMANDS 500 /* of each client */
#define VALUE 24

struct client {
	struct conn *conn;
	char copy[KEYS][VALUE]; /* empty: there is no such key */
	unsigned said;
	bool waits; /* for its answer */
};

static struct client clients[CLIENTS];
static size_t heard; /* lines, by all */

static size_t
count(const struct client *client)
{
	size_t sum = 0;

	for (int i = 0; i < KEYS; i++)
		sum += client->copy[i][0] != '\0';
	return sum;
}

/* The place of a key, which is "k" and a number. */
static char *
place_of(struct client *client, struct str key)
{
	uint64_t number;

	MUST(key.len > 1 &&
		str_to_number((struct str) { key.at + 1, key.len - 1 },
		    KEYS - 1, &number),
	    "no key: %.*s", (int)key.len, key.at);
	return client->copy[number];
}

static struct str
skip(struct str words, int number)
{
	while (number-- > 0)
		(void)str_word(&words);
	return words;
}

/* "add 1 KEY ID COUNT", "put 1 KEY ID [OLD]", "cut 1 KEY OLD". */
static void
hear_ok(struct client *client, struct str rest)
{
	const struct str verb = str_word(&rest);
	uint64_t number;

	(void)str_word(&rest);
	const char *there = place_of(client, str_word(&rest));
	if (!str_eq(verb, STR("cut")))
		rest = skip(rest, 1);
	client->waits = false;
	if (str_eq(verb, STR("add")))
		MUST(there[0] == '\0' && str_to_number(rest, KEYS, &number) &&
			number == count(client) + 1,
		    "add, and there are %.*s", (int)rest.len, rest.at);
	else
		MUST(str_eq(rest, str_from(there)),
		    "there was \"%s\", not %.*s", there, (int)rest.len,
		    rest.at);
}

static void
hear(struct client *client, struct str line)
{
	const struct str verb = str_word(&line);

	heard++;
	if (str_eq(verb, STR("ok"))) {
		hear_ok(client, line);
	} else if (str_eq(verb, STR("err"))) {
		client->waits = false;
	} else if (str_eq(verb, STR("set"))) {
		struct str rest = skip(line, 2);
		char *there = place_of(client, str_word(&rest));
		rest = skip(rest, 1);
		(void)snprintf(there, VALUE, "%.*s", (int)rest.len, rest.at);
	} else if (str_eq(verb, STR("cut"))) {
		struct str rest = skip(line, 2);
		place_of(client, str_word(&rest))[0] = '\0';
	}
}

static void
speak(struct client *client)
{
	static const char *const verbs[] = { "add", "put", "put", "cut" };
	const char *verb = verbs[dice(COUNT(verbs))];
	const unsigned key = dice(KEYS);

	client->said++;
	client->waits = true;
	if (verb[0] == 'c')
		conn_say(client->conn, "cut 1 k%u", key);
	else
		conn_say(client->conn, "%s 1 k%u %ld-%u", verb, key,
		    (long)(client - clients), client->said);
}

/* False when it has said all, and has its answers. */
static bool
go_on(struct client *client)
{
	struct str line;

	while (conn_has_line(client->conn, &line))
		hear(client, line);
	if (!client->waits && client->said < COMMANDS)
		speak(client);
	return client->waits || client->said < COMMANDS;
}

static void
enter(const struct server *server, int number)
{
	char name[24];

	(void)snprintf(name, sizeof(name), "client-%d", number);
	clients[number].conn = conn_member(server, name, "1");
	conn_ask(clients[number].conn,
	    "hear k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 k10 k11", "ok hear");
}

/* Behind the ping there is nothing more to hear. */
static void
compare(struct client *client)
{
	struct str line;
	size_t rows = 0;

	conn_say(client->conn, "ping");
	while (!str_eq(line = conn_line(client->conn), STR("ok ping")))
		hear(client, line);
	conn_say(client->conn, "get 1");
	while ((line = conn_line(client->conn)).at[0] == 'r') {
		struct str rest = skip(line, 2);
		const char *there = place_of(client, str_word(&rest));
		MUST(str_eq(skip(rest, 2), str_from(there)), "%.*s",
		    (int)line.len, line.at);
		rows++;
	}
	MUST(rows == count(client), "%zu rows", rows);
}

int
main(void)
{
	bulk();
	struct server *server = server_start(NULL);
	usec end = deadline();
	bool more = true;

	dice_begin();
	for (int i = 0; i < CLIENTS; i++)
		enter(server, i);
	while (more) {
		const size_t before = heard;
		more = false;
		for (int i = 0; i < CLIENTS; i++)
			more = go_on(&clients[i]) || more;
		if (heard > before)
			end = deadline();
		MUST(!deadline_passed(end), "they do not go on");
	}
	for (int i = 0; i < CLIENTS; i++)
		compare(&clients[i]);
	PASS("%d commands of %d clients", CLIENTS * COMMANDS, CLIENTS);
	server_stop(server);
	return tap_done();
}
