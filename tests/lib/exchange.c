/* Exchanges: see exchange.h. */
#include "exchange.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "conn.h"
#include "keeper.h"
#include "pattern.h"

#define CLIENTS 32
#define WHERE 100

static struct {
	struct server *server;
	struct {
		const char *name;
		struct conn *conn;
		bool native;
	} client[CLIENTS];
	size_t clients;
	size_t pings;
	char where[WHERE]; /* the place of the move, for messages */
} scene;

static size_t
find(const char *who)
{
	size_t i = 0;

	while (i < scene.clients && strcmp(scene.client[i].name, who) != 0)
		i++;
	return i;
}

static struct conn *
conn_of(const char *who)
{
	const size_t client = find(who);

	if (client == scene.clients || scene.client[client].conn == NULL)
		must_end(scene.where, "%s is not there", who);
	return scene.client[client].conn;
}

/* The next line without its line end. */
static struct str
next_line(const char *who)
{
	struct str line = conn_line_at(scene.where, conn_of(who));

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

void
exchange_add(const char *who, struct conn *conn)
{
	const size_t client = find(who);

	MUST(client < CLIENTS, "too many clients");
	scene.client[client].name = who;
	scene.client[client].conn = conn;
	scene.client[client].native = false;
	if (client == scene.clients)
		scene.clients++;
}

static void
comes(const char *who, const char *what)
{
	(void)what;
	exchange_add(who, conn_open(scene.server));
}

static void
from(const char *who, const char *what)
{
	exchange_add(who, conn_open_from(scene.server, what));
	scene.client[find(who)].native = true;
}

static void
says(const char *who, const char *what)
{
	conn_say(conn_of(who), "%s%s", what,
	    scene.client[find(who)].native ? "" : "\r");
}

static void
sends(const char *who, const char *what)
{
	conn_send(conn_of(who), what, strlen(what));
}

static void
gets(const char *who, const char *what)
{
	const struct str line = next_line(who);

	if (!pattern_matches(what, line))
		must_end(scene.where, "%s: wanted \"%s\", got \"%.*s\"", who,
		    what, (int)line.len, line.at);
}

static void
sees(const char *who, const char *what)
{
	while (!pattern_matches(what, next_line(who)))
		continue;
}

/*
 * Connects a client of IRC, which asks for these capabilities, if any, and gets
 * them all, and waits until it is welcome.
 */
static void
enters(const char *who, const char *what)
{
	struct conn *conn;

	comes(who, NULL);
	conn = conn_of(who);
	if (what != NULL) {
		conn_say(conn, "CAP REQ :%s\r", what);
		sees(who, ":* CAP * ACK ...");
		conn_say(conn, "CAP END\r");
	}
	conn_say(conn, "NICK %s\r", who);
	conn_say(conn, "USER %s 0 * :%s's real name\r", who, who);
	conn_say(conn, "PING welcome\r");
	do {
		const struct str line = next_line(who);
		if (line.len > 8 &&
		    memcmp(line.at + line.len - 8, ":welcome", 8) == 0)
			return;
	} while (true);
}

static void
native(const char *who, const char *what)
{
	comes(who, NULL);
	scene.client[find(who)].native = true;
	conn_say(conn_of(who), "name %s", who);
	gets(who, "ok name ...");
	if (what != NULL) {
		conn_say(conn_of(who), "join %s", what);
		gets(who, "join ...");
	}
}

/* Has no name yet, and no "\r" at the end of its lines. */
static void
nameless(const char *who, const char *what)
{
	comes(who, what);
	scene.client[find(who)].native = true;
}

static void
quiet(const char *who, const char *what)
{
	const bool is_native = scene.client[find(who)].native;
	struct str line;

	(void)what;
	scene.pings++;
	conn_say(conn_of(who), "%s quiet%zu%s", is_native ? "ping" : "PING",
	    scene.pings, is_native ? "" : "\r");
	line = next_line(who);
	if (!pattern_matches(
		is_native ? "ok ping quiet*" : "* PONG * :quiet*", line) &&
	    !pattern_matches("* * PONG * :quiet*", line))
		must_end(scene.where, "%s: wanted nothing, got \"%.*s\"", who,
		    (int)line.len, line.at);
}

static void
ends(const char *who, const char *what)
{
	(void)what;
	conn_expect_end_at(scene.where, conn_of(who));
	conn_close(conn_of(who));
	scene.client[find(who)].conn = NULL;
}

static void
goes(const char *who, const char *what)
{
	(void)what;
	conn_close(conn_of(who));
	scene.client[find(who)].conn = NULL;
}

static void
holds(const char *who, const char *what)
{
	(void)who;
	PASS("%s", what);
}

static void
logs(const char *who, const char *what)
{
	(void)who;
	server_expect_at(scene.where, scene.server, "%s", what);
}

static void
account(const char *who, const char *what)
{
	(void)what;
	keeper_add(scene.server, who);
}

static void
operates(const char *who, const char *what)
{
	(void)what;
	exchange_add(who, conn_open_at(scene.server->control));
	scene.client[find(who)].native = true;
}

static void (*const acts[])(const char *who, const char *what) = {
	[COMES] = comes,
	[ENTERS] = enters,
	[NATIVE] = native,
	[NAMELESS] = nameless,
	[SAYS] = says,
	[SENDS] = sends,
	[GETS] = gets,
	[SEES] = sees,
	[QUIET] = quiet,
	[ENDS] = ends,
	[GOES] = goes,
	[FROM] = from,
	[HOLDS] = holds,
	[LOGS] = logs,
	[ACCOUNT] = account,
	[OPERATES] = operates,
};

void
exchange_use(struct server *server)
{
	scene.server = server;
}

struct server *
exchange_begin(const struct setup *setup)
{
	scene.server = server_start(setup);
	return scene.server;
}

void
exchange_move(const char *file, size_t row, const struct move *move)
{
	(void)snprintf(scene.where, sizeof(scene.where), "%s:%zu", file, row);
	acts[move->act](move->who, move->what);
}

void
exchange_go_on(const struct move *moves, size_t count)
{
	for (size_t i = 0; i < count; i++)
		exchange_move("row", i, &moves[i]);
}

static void
close_all(void)
{
	for (size_t i = 0; i < scene.clients; i++)
		if (scene.client[i].conn != NULL)
			conn_close(scene.client[i].conn);
	scene.clients = 0;
}

struct server *
exchange_crash(const struct setup *setup)
{
	server_signal(scene.server, SIGKILL);
	(void)server_status(scene.server);
	close_all();
	return exchange_begin(setup);
}

void
exchange_stop(void)
{
	server_stop(scene.server);
	close_all();
}

int
exchange_end(void)
{
	exchange_stop();
	return tap_done();
}

int
exchange(const struct move *moves, size_t count, const char *config)
{
	const struct setup setup = { .config = config };

	(void)exchange_begin(&setup);
	exchange_go_on(moves, count);
	return exchange_end();
}
