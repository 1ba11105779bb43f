/*
 * Every change to a registered group or an account that was answered with ok
 * survives a kill of the keeper, the parent or both at any moment: 21 kills, or
 * FORKCAST_KILLS.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"

#define KILLS 21
#define ANSWERS_MOST 10
#define LOAD_MOST 30 /* ms */

#define FOUNDERS 3
enum { ENROLLS = FOUNDERS, SECRETS, ACTORS };
#define ACCOUNTS 20000

static struct actor {
	struct conn *conn;
	bool waits; /* for an answer */
	unsigned sent; /* the latest that was said */
	unsigned done; /* the latest that was answered "ok" */
} actors[ACTORS];

static struct {
	struct server *server;
	pid_t keeper; /* of that */
	bool made[ACCOUNTS]; /* answered "ok" */
	unsigned answers; /* "ok" */
} test;

static void
say(struct actor *actor, const char *line)
{
	(void)conn_push(
	    actor->conn, line, strlen(line), 0); /* it may be gone */
	actor->waits = true;
}

static void
say_next(unsigned number)
{
	struct actor *actor = &actors[number];
	char line[96];

	actor->sent++;
	MUST(actor->sent < ACCOUNTS, "too many");
	if (number < FOUNDERS)
		(void)snprintf(line, sizeof(line), "mode g%u +l %u\n", number,
		    actor->sent);
	else if (number == ENROLLS)
		(void)snprintf(
		    line, sizeof(line), "enroll a%u pw\n", actor->sent);
	else
		(void)snprintf(line, sizeof(line), "accounts passwd ann s%u\n",
		    actor->sent);
	say(actor, line);
}

/* The answer to what was said; what is "ok" counts. */
static void
take_answer(unsigned number, struct str line)
{
	struct actor *actor = &actors[number];

	actor->waits = false;
	if (!pattern_matches("ok ...", line)) {
		MUST(pattern_matches("err mode not-kept ...", line) ||
			pattern_matches("err enroll unavailable ...", line) ||
			pattern_matches("err temporarily ...", line),
		    "%u: \"%.*s\"", number, (int)line.len, line.at);
		return;
	}
	test.answers++;
	actor->done = actor->sent;
	if (number != ENROLLS)
		return;
	test.made[actor->sent] = true;
	say(actor, "logout\n");
}

static void
take_lines(unsigned number)
{
	struct str line;

	while (conn_has_line(actors[number].conn, &line)) {
		if (pattern_matches("ok logout", line))
			actors[number].waits = false;
		else if (pattern_matches("ok ...", line) ||
		    pattern_matches("err ...", line))
			take_answer(number, line);
	}
}

/* Until so many more were answered, and then for that time. */
static void
load(unsigned answers, usec time)
{
	const unsigned wanted = test.answers + answers;
	struct pollfd fds[ACTORS];
	usec latest = deadline(), end = 0;
	unsigned heard = test.answers;

	while (end == 0 || clock_mono() < end) {
		if (test.answers != heard)
			latest = deadline();
		heard = test.answers;
		MUST(clock_mono() < latest, "nothing is answered");
		if (end == 0 && test.answers >= wanted)
			end = clock_mono() + time;
		for (unsigned i = 0; i < ACTORS; i++) {
			take_lines(i);
			if (!actors[i].waits)
				say_next(i);
			fds[i] = (struct pollfd) { .fd = actors[i].conn->fd,
				.events = POLLIN };
		}
		(void)poll(fds, ACTORS, 1);
	}
}

static bool
is_at_end(const struct conn *conn)
{
	char byte;
	const ssize_t count = recv(conn->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return count == 0 ||
	    (count == -1 && errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Reads a dead server's last replies: it has promised nothing else. */
static void
take_last(unsigned number)
{
	struct actor *actor = &actors[number];
	const usec end = deadline();

	do
		take_lines(number);
	while (!is_at_end(actor->conn) &&
	    deadline_poll(actor->conn->fd, POLLIN, end));
	take_lines(number);
	conn_close(actor->conn);
	actor->waits = false;
}

/* Is the group's limit one that was said last, or since? */
static void
check_group(unsigned number)
{
	const struct actor *actor = &actors[number];
	struct str line, word = STR("");
	uint64_t limit;

	conn_say(actor->conn, "mode g%u", number);
	line = conn_line(actor->conn);
	for (int i = 0; i < 7; i++)
		word = str_word(&line);
	MUST(str_to_number(word, UINT32_MAX, &limit), "no modes");
	MUST(limit >= actor->done && limit <= actor->sent,
	    "g%u: +l %u was ok, +l %u was said last, it has %llu", number,
	    actor->done, actor->sent, (unsigned long long)limit);
}

static void
enter_founder(unsigned number, bool registers)
{
	char name[16];

	(void)snprintf(name, sizeof(name), "m%u", number);
	if (registers) {
		actors[number].conn = conn_named(test.server, name);
		conn_ask(actors[number].conn, "register pw", "ok register *");
	} else {
		actors[number].conn = keeper_come(test.server, name);
	}
	conn_say(actors[number].conn, "join g%u", number);
	conn_expect(actors[number].conn, "join * g%u %s", number, name);
	if (registers) {
		conn_say(actors[number].conn, "register g%u", number);
		conn_expect(actors[number].conn, "ok register g%u", number);
	} else {
		check_group(number);
	}
}

static void
check_accounts(void)
{
	const char *text = keeper_text();
	char line[32];

	for (unsigned i = 0; i <= actors[ENROLLS].sent; i++) {
		(void)snprintf(line, sizeof(line), "\naccount a%u ", i);
		MUST(!test.made[i] || strstr(text, line) != NULL,
		    "a%u was ok, and is not there", i);
	}
}

static bool
is_secret(unsigned number)
{
	struct conn *conn = conn_open(test.server);
	struct str line;
	bool is;

	conn_say(conn, "login ann s%u", number);
	line = conn_line(conn);
	is = pattern_matches("ok login ann", line);
	MUST(is || pattern_matches("err login not-allowed ...", line),
	    "\"%.*s\"", (int)line.len, line.at);
	conn_close(conn);
	return is;
}

static void
check_secret(void)
{
	const struct actor *actor = &actors[SECRETS];
	unsigned number = actor->sent + 1;

	while (number > actor->done && !is_secret(number - 1))
		number--;
	MUST(number > actor->done, "s%u was ok, and is not the secret",
	    actor->done);
}

/* A client's or the operator's; each time the keeper has told all it has. */
static void
enter(const struct setup *setup, bool first)
{
	test.server = server_start(setup);
	for (unsigned i = 0; i < FOUNDERS; i++)
		enter_founder(i, first);
	actors[ENROLLS].conn = conn_named(test.server, "zoe");
	actors[SECRETS].conn = conn_open_at(test.server->control);
	test.keeper = keeper_find(test.server);
	if (first) {
		conn_ask(actors[SECRETS].conn, "accounts add ann s0",
		    "ok account ann created");
		return;
	}
	check_accounts();
	check_secret();
}

/* With everything that was said until then. */
static void
leave(void)
{

	for (unsigned i = 0; i < ACTORS; i++)
		take_last(i);
	(void)server_status(test.server);
	proc_expect_gone(test.keeper);
}

static void
kill_keeper(void)
{
	test.keeper = keeper_find(test.server);
	(void)kill(test.keeper, SIGKILL);
}

static void
kill_some(unsigned number)
{
	const bool keeper_first = dice(2) == 0;

	if (number % 3 == 0) {
		kill_keeper();
		return;
	}
	test.keeper = keeper_find(test.server);
	if (number % 3 == 2 && keeper_first)
		(void)kill(test.keeper, SIGKILL);
	server_signal(test.server, SIGKILL);
	if (number % 3 == 2)
		(void)kill(test.keeper, SIGKILL);
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	const char *wanted = getenv("FORKCAST_KILLS");
	const unsigned kills =
	    wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : KILLS;

	dice_begin();
	enter(&setup, true);
	for (unsigned i = 0; i < kills; i++) {
		load(dice(ANSWERS_MOST), dice(LOAD_MOST) * MSEC);
		kill_some(i);
		if (i % 3 == 0)
			continue; /* the server goes on */
		leave();
		enter(&setup, false);
	}
	PASS("%u kills, %u answers, and all of it is there", kills,
	    test.answers);
	TAP_OK(test.answers > 0, "there was a load");
	server_stop(test.server);
	return tap_done();
}
