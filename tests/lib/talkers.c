/* The clients of a dialogue: see talkers.h. */
#include "talkers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridged.h"
#include "conn.h"
#include "keeper.h"
#include "login.h"
#include "pattern.h"
#include "scripts.h"

#define CLIENTS 1024
#define CAUGHT 64

static struct {
	struct server *server;
	struct {
		const char *name;
		struct conn *conn;
		bool native;
	} client[CLIENTS];
	size_t clients;
	size_t pings;
	char caught[26][CAUGHT]; /* words, by letter */
	const char *where; /* the place of the act, for messages */
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

static void
add(const char *who, struct conn *conn)
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
	add(who, conn_open(scene.server));
}

static void
from(const char *who, const char *what)
{
	add(who, conn_open_from(scene.server, what));
	scene.client[find(who)].native = true;
}

static void
at(const char *who, const char *what)
{
	add(who, conn_open_at(scene.server->address[strtoul(what, NULL, 10)]));
	scene.client[find(who)].native = true;
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
			    room + len, CAUGHT, "%s", login_own()); /* fits */
			what += 7;
		} else if (strncmp(what, "{now}", 5) == 0) {
			len += (size_t)snprintf(room + len, CAUGHT, "%llu",
			    (unsigned long long)(now / 10000)); /* fits */
			what += 5;
		} else {
			room[len++] = *what++;
		}
	}
	MUST(*what == '\0', "%s: too long", scene.where);
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

static void
says(const char *who, const char *what)
{
	conn_say(conn_of(who), "%s%s", talkers_filled(what),
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

	if (!pattern_matches(talkers_filled(what), line))
		must_end(scene.where, "%s: wanted \"%s\", got \"%.*s\"", who,
		    talkers_filled(what), (int)line.len, line.at);
	catch (what, line);
}

static void
sees(const char *who, const char *what)
{
	struct str line;

	do {
		line = next_line(who);
	} while (!pattern_matches(talkers_filled(what), line));
	catch (what, line);
}

static void
hears(const char *who, const char *what)
{
	conn_expect_bytes_at(scene.where, conn_of(who), what);
}

/*
 * Connects a client of IRC, which asks for these capabilities, if any, and gets
 * them all, and waits until it is welcome.
 */
static void
irc_enters(const char *who, const char *what, bool is_known)
{
	struct conn *conn;

	comes(who, NULL);
	conn = conn_of(who);
	if (what != NULL) {
		conn_say(conn, "CAP REQ :%s\r", what);
		sees(who, ":* CAP * ACK ...");
		conn_say(conn, "CAP END\r");
	}
	if (is_known)
		conn_say(conn, "PASS %s:pw\r", who);
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
enters(const char *who, const char *what)
{
	irc_enters(who, what, false);
}

static void
arrives(const char *who, const char *what)
{
	irc_enters(who, what, true);
}

/* Has no name yet, and no "\r" at the end of its lines. */
static void
nameless(const char *who, const char *what)
{
	comes(who, what);
	scene.client[find(who)].native = true;
}

/* Says its name, and joins a group if there is one. */
static void
takes_name(const char *who, const char *group)
{
	conn_say(conn_of(who), "name %s", who);
	gets(who, "ok name ...");
	if (group == NULL)
		return;
	conn_say(conn_of(who), "join %s", group);
	gets(who, "join ...");
}

static void
native(const char *who, const char *what)
{
	nameless(who, NULL);
	takes_name(who, what);
}

static void
known(const char *who, const char *what)
{
	nameless(who, NULL);
	conn_say(conn_of(who), "login %s pw", who);
	gets(who, "ok login ...");
	takes_name(who, what);
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
waits(const char *who, const char *what)
{
	struct str line;

	(void)what;
	if (conn_has_line(conn_of(who), &line))
		must_end(scene.where, "%s: it is answered too soon: \"%.*s\"",
		    who, (int)line.len, line.at);
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
resets(const char *who, const char *what)
{
	(void)what;
	conn_reset(conn_of(who));
	scene.client[find(who)].conn = NULL;
}

static void
finishes(const char *who, const char *what)
{
	(void)what;
	conn_finish(conn_of(who));
}

static void
worker(const char *who, const char *what)
{
	const int signal = scripts_signal(what);

	if (signal == 0 ||
	    kill(server_worker_at(scene.where, scene.server, who), signal) != 0)
		must_end(scene.where, "cannot send %s to its worker", what);
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
	add(who, conn_open_at(scene.server->control));
	scene.client[find(who)].native = true;
}

static void
nats(const char *who, const char *what)
{
	(void)what;
	add(who, bridged_user(getenv("NATS"), who));
	scene.client[find(who)].native = true;
}

static void
publishes(const char *who, const char *what)
{
	const char *text = talkers_filled(strchr(what, ' ') + 1);
	const int subject = (int)strcspn(what, " ");

	conn_say(conn_of(who), "PUB %.*s %zu\r\n%s\r", subject, what,
	    strlen(text), text);
}

static const struct {
	const char *word;
	void (*act)(const char *who, const char *what);
} acts[] = {
	{ "nats", nats },
	{ "publishes", publishes },
	{ "comes", comes },
	{ "enters", enters },
	{ "arrives", arrives },
	{ "native", native },
	{ "known", known },
	{ "nameless", nameless },
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
};

void
talkers_use(struct server *server)
{
	scene.server = server;
}

bool
talkers_act(
    const char *where, const char *who, const char *word, const char *rest)
{
	scene.where = where;
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].word, word) == 0) {
			acts[i].act(who, rest);
			return true;
		}
	return false;
}

/* The client reads up to the line that says so, in either protocol. */
static void
reads_join(const char *who, const char *group, const char *name)
{
	const char *const patterns[] = { "join * %s %s...",
		":%2$s!* JOIN #%1$s...", "@* :%2$s!* JOIN #%1$s..." };
	char pattern[128];
	struct str line;

	for (;;) {
		line = next_line(who);
		for (size_t i = 0; i < COUNT(patterns); i++) {
			(void)snprintf(pattern, sizeof(pattern), patterns[i],
			    group, name); /* fits */
			if (pattern_matches(pattern, line))
				return;
		}
	}
}

void
talkers_meet(
    const char *where, const char *group, const char *first, const char *who)
{
	const bool irc = *group == '#';
	const char *const name = group + irc;
	size_t client = find(who);
	struct str line;

	scene.where = where;
	if (client == scene.clients || scene.client[client].conn == NULL)
		(irc ? enters : native)(who, NULL);
	client = find(who);
	if (scene.client[client].native)
		conn_say(conn_of(who), "join %s", name);
	else
		conn_say(conn_of(who), "JOIN #%s\r", name);
	for (; first != who; first += strlen(first) + 1)
		reads_join(first, name, who);
	reads_join(who, name, who);
	if (scene.client[client].native)
		return;
	do
		line = next_line(who);
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
