/* The clients of a dialogue: see talkers.h. */
#include "talkers.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridged.h"
#include "conn.h"
#include "deadline.h"
#include "keeper.h"
#include "pattern.h"
#include "scripts.h"
#include "shared/grammar.h"

#define CLIENTS 1024
#define CAUGHT 64
#define LINE 8192

/* Nothing moves for so long where somebody has to wait. */
#define QUIET (300 * MSEC)

struct client {
	const char *name;
	struct conn *conn; /* null: it is not there */
	bool native;
	bool operates;
	bool pongs; /* it answers each PING, which no dialogue sees */
	size_t said, followed; /* lines with numbers */
};

static struct {
	struct server *server;
	struct client client[CLIENTS];
	size_t clients;
	size_t pings;
	const struct client *full; /* of the last that it has said ... */
	char rest[LINE]; /* ... this was not taken */
	char caught[26][CAUGHT]; /* words, by letter */
} scene;

/* Returns the client of that name, which is a new one if there is none. */
static struct client *
find(const char *who)
{
	size_t i = 0;

	while (i < scene.clients && strcmp(scene.client[i].name, who) != 0)
		i++;
	MUST(i < CLIENTS, "too many clients");
	if (i == scene.clients)
		scene.client[scene.clients++] = (struct client) { .name = who };
	return &scene.client[i];
}

static struct conn *
conn_of(const struct client *client)
{
	MUST(client->conn != NULL, "%s is not there", client->name);
	return client->conn;
}

/* The next line without its line end. */
static struct str
next_line(const struct client *client)
{
	struct str line = conn_line(conn_of(client));

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (!client->pongs || !str_begins(line, STR("PING :")))
		return line;
	conn_say(client->conn, "PONG :%.*s\r", (int)line.len - 6, line.at + 6);
	return next_line(client);
}

static void
come(struct client *client, struct conn *conn, bool native)
{
	client->conn = conn;
	client->native = native;
	client->operates = client->pongs = false;
	client->said = client->followed = 0;
	if (scene.full == client)
		scene.full = NULL;
}

static void
lose(struct client *client, void (*close)(struct conn *conn))
{
	close(conn_of(client));
	client->conn = NULL;
}

/* Returns the letter of "{a}", or '\0'. */
static char
letter_at(const char *text)
{
	return text[0] == '{' && text[1] >= 'a' && text[1] <= 'z' &&
		text[2] == '}' ?
	    text[1] :
	    '\0';
}

/* The login of the user who runs the test, who has to be a client by it. */
static const char *
own_login(void)
{
	const struct passwd *entry = getpwuid(geteuid());

	if (entry == NULL || name_check(str_from(entry->pw_name)) != CODE_OK)
		tap_skip("the user has no login that can be a name");
	return entry->pw_name;
}

char *
talkers_filled(const char *what)
{
	static char room[8192];
	static usec now;
	size_t len = 0;

	if (now == 0)
		now = clock_wall() - 600 * SEC;
	while (*what != '\0' && len + CAUGHT < sizeof(room)) {
		const char letter = letter_at(what);
		char *end;
		const size_t count =
		    *what == '{' ? (size_t)strtoul(what + 1, &end, 10) : 0;
		if (letter != '\0') {
			const char *word = scene.caught[letter - 'a'];
			len += (size_t)snprintf(room + len, CAUGHT, "%s",
			    word[0] != '\0' ? word : "*"); /* fits */
			what += 3;
		} else if (count > 0 && *end == '}' &&
		    count < sizeof(room) - len) {
			memset(room + len, 'x', count);
			len += count;
			what = end + 1;
		} else if (strncmp(what, "{login}", 7) == 0) {
			len += (size_t)snprintf(
			    room + len, CAUGHT, "%s", own_login()); /* fits */
			what += 7;
		} else if (strncmp(what, "{now}", 5) == 0) {
			len += (size_t)snprintf(room + len, CAUGHT, "%llu",
			    (unsigned long long)(now / 10000)); /* fits */
			what += 5;
		} else {
			room[len++] = *what++;
		}
	}
	MUST(*what == '\0', "too long");
	room[len] = '\0';
	return room;
}

/* Notes the words of the line, or their ends, where the pattern has "{a}". */
static void catch (const char *pattern, struct str line)
{
	struct str words = str_from(pattern);

	while (words.at != NULL) {
		const struct str word = str_word(&words);
		const struct str other = str_word(&line);
		const size_t before = word.len >= 3 ? word.len - 3 : 0;
		const char letter =
		    word.len >= 3 ? letter_at(word.at + before) : '\0';
		if (letter == '\0' || other.len < before ||
		    other.len - before >= CAUGHT ||
		    memcmp(word.at, other.at, before) != 0)
			continue;
		memcpy(scene.caught[letter - 'a'], other.at + before,
		    other.len - before);
		scene.caught[letter - 'a'][other.len - before] = '\0';
	}
}

static noreturn void
not_wanted(const struct client *client, const char *wanted, struct str line)
{
	must_end(HERE, "%s: wanted \"%s\", got \"%.*s\"", client->name, wanted,
	    (int)line.len, line.at);
}

/* What was not taken of a line goes first. */
static void
says(struct client *client, const char *what)
{
	if (scene.full == client) {
		conn_send(conn_of(client), scene.rest, strlen(scene.rest));
		scene.full = NULL;
	}
	conn_say(conn_of(client), "%s%s", talkers_filled(what),
	    client->native ? "" : "\r");
}

static void
gets(struct client *client, const char *what)
{
	const struct str line = next_line(client);

	if (!pattern_matches(talkers_filled(what), line))
		not_wanted(client, talkers_filled(what), line);
	catch (what, line);
}

static void
sees(struct client *client, const char *what)
{
	struct str line;

	do
		line = next_line(client);
	while (!pattern_matches(talkers_filled(what), line));
	catch (what, line);
}

/* Returns the text with the number in the place of "{#}", until the next call.
 */
static const char *
numbered(const char *what, size_t number)
{
	static char room[LINE];
	const char *at = strstr(what, "{#}");

	MUST(at != NULL, "no number in \"%s\"", what);
	(void)snprintf(room, sizeof(room), "%.*s%zu%s", (int)(at - what), what,
	    number, at + 3);
	return talkers_filled(room);
}

/* Reads all lines that match, each with the next number; not the one behind. */
static void
follows(struct client *client, const char *what)
{
	const size_t before = client->followed;

	while (pattern_matches(
	    numbered(what, client->followed), next_line(client)))
		client->followed++;
	client->conn->line.at = NULL; /* it is the next one again */
	MUST(client->followed > before, "%s: not one", client->name);
}

static void
level(struct client *client, const char *other)
{
	MUST(client->followed == find(other)->followed, "%s: %zu, %s: %zu",
	    client->name, client->followed, other, find(other)->followed);
}

/* Says the line, numbered, until no more is taken; drops what comes, or not. */
static void
say_much(struct client *client, const char *what, bool reads)
{
	struct conn *conn = conn_of(client);
	const size_t before = client->said;
	size_t taken = 0, more;
	size_t len = scene.full == client ? strlen(scene.rest) : 0;
	struct str line;

	do {
		if (taken == len) {
			len = (size_t)snprintf(scene.rest, LINE, "%s\n",
			    numbered(what, client->said++));
			taken = 0;
		}
		more = conn_push(conn, scene.rest + taken, len - taken, QUIET);
		taken += more;
		while (reads && conn_has_line(conn, &line))
			more++;
	} while (more > 0 || server_any_runs());
	memmove(scene.rest, scene.rest + taken, len - taken + 1);
	scene.full = client;
	MUST(!reads || client->said > before, "%s: not one is taken",
	    client->name);
}

/* Each that it has said is answered so; the last one is when all is taken. */
static void
answered(struct client *client, const char *what)
{
	struct str line;

	MUST(client->said > 0 && scene.full == client, "it has not said much");
	for (size_t i = 0; i < client->said; i++) {
		if (i + 1 == client->said)
			conn_send(
			    conn_of(client), scene.rest, strlen(scene.rest));
		line = next_line(client);
		if (!pattern_matches(numbered(what, i), line))
			not_wanted(client, numbered(what, i), line);
	}
	scene.full = NULL;
}

/*
 * Connects a client of IRC, which asks for these capabilities, if any, and gets
 * them all, and waits until it is welcome.
 */
static void
irc_enters(struct client *client, const char *what, bool is_known)
{
	struct conn *conn = conn_open(scene.server);
	const char *who = client->name;

	come(client, conn, false);
	client->pongs = true;
	if (what != NULL) {
		conn_say(conn, "CAP REQ :%s\r", what);
		sees(client, ":* CAP * ACK ...");
		conn_say(conn, "CAP END\r");
	}
	if (is_known)
		conn_say(conn, "PASS %s:pw\r", who);
	conn_say(conn, "NICK %s\r", who);
	conn_say(conn, "USER %s 0 * :%s's real name\r", who, who);
	conn_say(conn, "PING welcome\r");
	do {
		const struct str line = next_line(client);
		if (line.len > 8 &&
		    memcmp(line.at + line.len - 8, ":welcome", 8) == 0)
			return;
	} while (true);
}

/* Connects a native client, with an account if it is known, in that group. */
static void
native_enters(struct client *client, const char *group, bool is_known)
{
	struct conn *conn = conn_open(scene.server);

	come(client, conn, true);
	if (is_known) {
		conn_say(conn, "login %s pw", client->name);
		gets(client, "ok login ...");
	}
	conn_say(conn, "name %s", client->name);
	gets(client, "ok name ...");
	if (group == NULL)
		return;
	conn_say(conn, "join %s", group);
	gets(client, "join ...");
}

/* One more connection of the account's client, which may have another name. */
static void
also(struct client *client, const char *account)
{
	struct conn *conn = conn_open(scene.server);

	come(client, conn, true);
	conn_say(conn, "login %s pw\nname %s", account, account);
	gets(client, "ok login ...");
	gets(client, "ok name ...");
}

/* An act, and what it does with the client and the rest. */
#define ACT(name, ...)                                            \
	static void name(struct client *client, const char *what) \
	{                                                         \
		(void)what;                                       \
		__VA_ARGS__;                                      \
	}
ACT(comes, come(client, conn_open(scene.server), false))
ACT(nameless, come(client, conn_open(scene.server), true))
ACT(browses, come(client, conn_browse(scene.server, what), true))
ACT(small, come(client, conn_open_small(scene.server->address[0]), true))
ACT(from, come(client, conn_open_from(scene.server, what), true))
ACT(nats, come(client, bridged_user(getenv("NATS"), client->name), true))
ACT(enters, irc_enters(client, what, false))
ACT(arrives, irc_enters(client, what, true))
ACT(native, native_enters(client, what, false))
ACT(known, native_enters(client, what, true))
ACT(hears, conn_expect_bytes(conn_of(client), talkers_filled(what)))
ACT(goes, lose(client, conn_close))
ACT(resets, lose(client, conn_reset))
ACT(fills, say_much(client, what, true))
ACT(pours, say_much(client, what, false))
ACT(finishes, conn_finish(conn_of(client)))
ACT(worker,
    server_signal_worker(scene.server, client->name, scripts_signal(what)))
ACT(account, keeper_add(scene.server, client->name))

static void
sends(struct client *client, const char *what)
{
	what = talkers_filled(what);
	conn_send(conn_of(client), what, strlen(what));
}

static void
operates(struct client *client, const char *what)
{
	(void)what;
	come(client, conn_open_at(scene.server->control), true);
	client->operates = true;
}

static void
at(struct client *client, const char *what)
{
	const char *address = scene.server->address[strtoul(what, NULL, 10)];

	come(client, conn_open_at(address), true);
}

static void
ends(struct client *client, const char *what)
{
	(void)what;
	conn_expect_end(conn_of(client));
	lose(client, conn_close);
}

static void
quiet(struct client *client, const char *what)
{
	struct str line;

	(void)what;
	scene.pings++;
	conn_say(conn_of(client), "%s quiet%zu%s",
	    client->native ? "ping" : "PING", scene.pings,
	    client->native ? "" : "\r");
	line = next_line(client);
	if (!pattern_matches(
		client->native ? "ok ping quiet*" : "* PONG * :quiet*", line) &&
	    !pattern_matches("* * PONG * :quiet*", line))
		not_wanted(client, "(nothing)", line);
}

static void
waits(struct client *client, const char *what)
{
	struct str line;

	(void)what;
	server_await_rest();
	if (conn_has_line(conn_of(client), &line))
		not_wanted(client, "(no answer yet)", line);
}

static void
publishes(struct client *client, const char *what)
{
	const char *text = talkers_filled(strchr(what, ' ') + 1);
	const int subject = (int)strcspn(what, " ");

	conn_say(conn_of(client), "PUB %.*s %zu\r\n%s\r", subject, what,
	    strlen(text), text);
}

static const struct {
	const char *word;
	void (*act)(struct client *client, const char *what);
} acts[] = {
	{ "nats", nats },
	{ "publishes", publishes },
	{ "comes", comes },
	{ "enters", enters },
	{ "arrives", arrives },
	{ "native", native },
	{ "known", known },
	{ "also", also },
	{ "nameless", nameless },
	{ "browses", browses },
	{ "small", small },
	{ "from", from },
	{ "at", at },
	{ "operates", operates },
	{ "quiet", quiet },
	{ "waits", waits },
	{ "ends", ends },
	{ "goes", goes },
	{ "resets", resets },
	{ "finishes", finishes },
	{ "worker", worker },
	{ "account", account },
	{ ">", says },
	{ ">>", sends },
	{ "<", gets },
	{ "<<", sees },
	{ "hears", hears },
	{ "fills", fills },
	{ "pours", pours },
	{ "answered", answered },
	{ "follows", follows },
	{ "level", level },
};

void
talkers_use(struct server *server)
{
	scene.server = server;
}

bool
talkers_act(const char *who, const char *word, const char *rest)
{
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].word, word) == 0) {
			acts[i].act(find(who), rest);
			return true;
		}
	return false;
}

bool
talkers_operate(void)
{
	for (size_t i = 0; i < scene.clients; i++)
		if (scene.client[i].conn != NULL && scene.client[i].operates)
			return true;
	return false;
}

/* The client reads up to the line that says so, in either protocol. */
static void
reads_join(const struct client *client, const char *group, const char *name)
{
	const char *const patterns[] = { "join * %s %s...",
		":%2$s!* JOIN #%1$s...", "@* :%2$s!* JOIN #%1$s..." };
	char pattern[128];
	struct str line;

	for (;;) {
		line = next_line(client);
		for (size_t i = 0; i < COUNT(patterns); i++) {
			(void)snprintf(pattern, sizeof(pattern), patterns[i],
			    group, name); /* fits */
			if (pattern_matches(pattern, line))
				return;
		}
	}
}

void
talkers_meet(const char *group, const char *first, const char *who)
{
	const bool irc = *group == '#';
	const char *const name = group + irc;
	struct client *client = find(who);
	struct str line;

	if (client->conn == NULL)
		(irc ? enters : native)(client, NULL);
	conn_say(client->conn, client->native ? "join %s" : "JOIN #%s\r", name);
	for (; first != who; first += strlen(first) + 1)
		reads_join(find(first), name, who);
	reads_join(client, name, who);
	if (client->native)
		return;
	do
		line = next_line(client);
	while (!pattern_matches(":* 366 ...", line) &&
	    !pattern_matches("@* :* 366 ...", line));
}

void
talkers_leave(void)
{
	for (size_t i = 0; i < scene.clients; i++)
		if (scene.client[i].conn != NULL)
			conn_close(scene.client[i].conn);
	scene.clients = 0;
}

void
talkers_forget(void)
{
	talkers_leave();
	memset(scene.caught, 0, sizeof(scene.caught));
}
