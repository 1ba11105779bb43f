/*
 * When 20 clients in 5 groups send 200 messages each at once, every member of a
 * group gets all of its messages, in the same order, with rising IDs.
 */
#include "tests/lib/conn.h"

#include <stdio.h>
#include <stdlib.h>

#include "shared/limits.h"

#define CLIENTS 20
#define GROUPS 5
#define GROUPS_EACH 2
#define MESSAGES 200 /* of each client */
#define MEMBERS (CLIENTS * GROUPS_EACH / GROUPS)
#define LINES_EACH (MEMBERS * MESSAGES / GROUPS_EACH * GROUPS_EACH)
#define LINES_GROUP (MEMBERS * MESSAGES / GROUPS_EACH)

/* The first reader's events of a group: all others must get the same. */
struct history {
	char *line[LINES_GROUP];
	size_t count;
};

struct member {
	struct conn *conn;
	char name[24];
	size_t read[GROUPS]; /* lines of each group */
	size_t said[CLIENTS][GROUPS]; /* the next number from each client */
	uint64_t last_id;
};

static struct history histories[GROUPS];
static struct member members[CLIENTS];

/* The groups of a client: its number's and the next one. */
static int
group_of(int client, int which)
{
	return (client + which) % GROUPS;
}

static void
enter(const struct server *server, int client)
{
	struct member *m = &members[client];

	(void)snprintf(m->name, sizeof(m->name), "client-%d", client);
	m->conn = conn_named(server, m->name);
	for (int i = 0; i < GROUPS_EACH; i++)
		conn_say(m->conn, "join g%d", group_of(client, i));
	conn_say(m->conn, "ping ready");
	conn_wait_for(m->conn, "ok ping ready");
}

/* All of a client's messages in one write, its groups in turn. */
static void
send_all(int client)
{
	char text[MESSAGES * 32];
	size_t len = 0;

	for (int i = 0; i < MESSAGES; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "send g%d %d %d\n", group_of(client, i % GROUPS_EACH),
		    client, i / GROUPS_EACH);
	conn_send(members[client].conn, text, len);
}

/* A message must be the next one of its sender in its group. */
static void
check_sender(struct member *m, int group, const char *text)
{
	int client = 0;
	size_t number = 0;

	MUST(sscanf(text, "%d %zu", &client, &number) == 2 && client >= 0 &&
		client < CLIENTS,
	    "what is \"%s\"?", text);
	MUST(number == m->said[client][group],
	    "%s: message %zu of client %d in group %d, wanted %zu", m->name,
	    number, client, group, m->said[client][group]);
	m->said[client][group]++;
}

/* The line must be the same as at others at this place of the group. */
static void
check_history(struct member *m, int group, const char *line)
{
	struct history *history = &histories[group];
	const size_t at = m->read[group]++;

	MUST(
	    at < LINES_GROUP, "%s: too many lines of group %d", m->name, group);
	if (at == history->count)
		history->line[history->count++] = strdup(line);
	MUST(strcmp(line, history->line[at]) == 0,
	    "%s: line %zu of group %d is \"%s\", others had \"%s\"", m->name,
	    at, group, line, history->line[at]);
}

static void
read_message(struct member *m)
{
	char line[LIMIT_LINE];
	int group = 0;
	int text = 0;
	const struct str got = conn_line(m->conn);

	(void)snprintf(line, sizeof(line), "%.*s", (int)got.len, got.at);
	MUST(sscanf(line, "msg %*s g%d %*s %n", &group, &text) == 1 &&
		text > 0 && group >= 0 && group < GROUPS,
	    "%s: wanted a message, got \"%s\"", m->name, line);
	MUST(conn_id(m->conn) > m->last_id,
	    "%s: the ID does not rise in "
	    "\"%s\"",
	    m->name, line);
	m->last_id = conn_id(m->conn);
	check_sender(m, group, line + text);
	check_history(m, group, line);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	for (int i = 0; i < CLIENTS; i++)
		enter(server, i);
	for (int i = 0; i < CLIENTS; i++) {
		conn_say(members[i].conn, "ping all-in");
		conn_wait_for(members[i].conn, "ok ping all-in");
	}
	for (int i = 0; i < CLIENTS; i++)
		send_all(i);
	for (int i = 0; i < CLIENTS; i++)
		for (int line = 0; line < LINES_EACH; line++)
			read_message(&members[i]);
	for (int i = 0; i < CLIENTS; i++)
		conn_expect_nothing(members[i].conn);
	PASS("%d lines, each member's complete and in the group's one order",
	    CLIENTS * LINES_EACH);
	server_stop(server);
	return tap_done();
}
