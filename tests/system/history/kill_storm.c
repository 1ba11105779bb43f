/*
 * While clients talk and make accounts, the journal, the keeper, or the server
 * with or before them is killed, at any moment: the history has each message
 * once, in the order in which everybody heard it, but for the last ones that
 * "sync" has not answered if the server was killed; and each account that was
 * answered with ok is there. 9 kills, or FORKCAST_KILLS.
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
#include "tests/lib/tap.h"

#define KILLS 9
#define WRITERS 3
#define MAKER WRITERS /* of accounts */
#define CLIENTS (WRITERS + 1)
#define MOST 400000 /* messages, and accounts */
#define WINDOW 12 /* messages of a writer that are not answered */
#define LOAD_MOST 20 /* ms */
#define PAGE 1000

static struct {
	struct server *server;
	char config[4 * SCRATCH_PATH];
	struct client {
		struct conn *conn;
		unsigned sent, answered;
		size_t at; /* the next message that it hears */
	} client[CLIENTS];
	struct message {
		uint64_t id;
		char text[24]; /* "w0 NUMBER" */
	} message[MOST]; /* as they were heard, in order */
	size_t count;
	size_t known; /* of these, which were found in the history */
	uint64_t safe; /* the last ID that "sync" has answered */
	bool syncs; /* an answer is to come */
	bool made[MOST]; /* answered with ok */
} test;

/* Takes "ID tea WRITER NUMBER". */
static struct message
read_message(struct str line)
{
	struct message message;

	MUST(str_to_number(str_word(&line), UINT64_MAX, &message.id), "no ID");
	(void)str_word(&line); /* tea */
	(void)snprintf(
	    message.text, sizeof(message.text), "%.*s", (int)line.len, line.at);
	return message;
}

static bool
is_same(const struct message *a, const struct message *b)
{
	return a->id == b->id && strcmp(a->text, b->text) == 0;
}

/* Everybody hears the same, and IDs rise. */
static void
hear(unsigned number, struct message message)
{
	struct client *client = &test.client[number];

	MUST(client->at < MOST, "too many messages");
	if (client->at == test.count) {
		MUST(test.count == 0 ||
			message.id > test.message[test.count - 1].id,
		    "the ID does not rise");
		test.message[test.count++] = message;
	}
	MUST(is_same(&message, &test.message[client->at]),
	    "w%u hears otherwise", number);
	client->at++;
	client->answered += message.text[1] == (char)('0' + number);
}

/* An account is made, or cannot be; then the next. */
static void
take_maker(struct str line)
{
	struct client *maker = &test.client[MAKER];

	if (pattern_matches("ok register a*", line))
		test.made[maker->sent] = true;
	else if (!pattern_matches("err enroll unavailable ...", line) &&
	    !pattern_matches("err logout not-allowed ...", line) &&
	    !pattern_matches("ok logout", line))
		return;
	if (!pattern_matches("* logout...", line))
		return;
	maker->answered = maker->sent;
}

static void
take_lines(unsigned number)
{
	struct client *client = &test.client[number];
	struct str line;

	while (conn_has_line(client->conn, &line)) {
		if (number == MAKER) {
			take_maker(line);
		} else if (str_skip(&line, STR("msg "))) {
			hear(number, read_message(line));
		} else if (str_begins(line, STR("err send "))) {
			client->answered++;
		} else if (str_skip(&line, STR("ok sync "))) {
			MUST(str_to_number(line, UINT64_MAX, &test.safe),
			    "no ID");
			test.syncs = false;
		} else {
			MUST(str_begins(line, STR("join ")) ||
				str_begins(line, STR("bye server-gone")),
			    "\"%.*s\"", (int)line.len, line.at);
		}
	}
}

static void
say_some(unsigned number)
{
	struct client *client = &test.client[number];
	const unsigned most = number == MAKER ? 1 : WINDOW;
	char text[64];

	while (client->sent - client->answered < most) {
		client->sent++;
		MUST(client->sent < MOST, "too many");
		if (number == MAKER)
			(void)snprintf(text, sizeof(text),
			    "enroll a%u pw\nlogout\n", client->sent);
		else
			(void)snprintf(text, sizeof(text), "send tea w%u %u\n",
			    number, client->sent);
		if (conn_push(client->conn, text, strlen(text), 0) == 0)
			return; /* it is gone */
	}
}

/* Everybody is busy for that time. */
static void
load(usec time)
{
	const usec end = clock_mono() + time;
	struct pollfd fds[CLIENTS];

	do {
		for (unsigned i = 0; i < CLIENTS; i++) {
			take_lines(i);
			say_some(i);
			fds[i] =
			    (struct pollfd) { .fd = test.client[i].conn->fd,
				    .events = POLLIN };
		}
		(void)poll(fds, CLIENTS, 1);
	} while (clock_mono() < end);
}

/* Waits until everything is answered, and everybody has heard it. */
static void
fall_silent(void)
{
	const usec end = deadline();

	for (bool all = false; !all;) {
		all = true;
		for (unsigned i = 0; i < CLIENTS; i++)
			take_lines(i);
		for (unsigned i = 0; i < CLIENTS; i++)
			all = all &&
			    test.client[i].answered == test.client[i].sent &&
			    (i == MAKER || test.client[i].at == test.count);
		MUST(all || deadline_pause(end), "not all is answered");
	}
}

/* Compares what is new in the history; it may have more than was heard. */
static void
read_history(bool more)
{
	struct conn *conn = test.client[0].conn;
	size_t read = test.known, before;
	struct str line;

	do {
		before = read;
		conn_say(conn, "history tea said after %llu %d",
		    read == 0 ? 1ULL :
				(unsigned long long)test.message[read - 1].id,
		    PAGE);
		while (
		    line = conn_line(conn), str_skip(&line, STR("past msg "))) {
			const struct message message = read_message(line);
			if (read == test.count && more)
				test.message[test.count++] = message;
			MUST(read < test.count &&
				is_same(&message, &test.message[read]),
			    "%zu: \"%s\"", read, message.text);
			read++;
		}
		MUST(pattern_matches("ok history ...", line), "\"%.*s\"",
		    (int)line.len, line.at);
	} while (read - before == PAGE);
	MUST(read == test.count || (more && test.message[read].id > test.safe),
	    "%zu of %zu are there", read, test.count);
	test.known = test.count = read;
}

static void
has_accounts(void)
{
	const char *text = keeper_text();
	char line[32];

	for (unsigned i = 0; i <= test.client[MAKER].sent; i++) {
		(void)snprintf(line, sizeof(line), "\naccount a%u ", i);
		MUST(!test.made[i] || strstr(text, line) != NULL,
		    "a%u was ok, and is not there", i);
	}
}

static void
enter(void)
{
	char name[8];

	test.server = server_start(&(struct setup) { .config = test.config });
	for (unsigned i = 0; i < WRITERS; i++) {
		(void)snprintf(name, sizeof(name), "w%u", i);
		test.client[i].conn = conn_member(test.server, name, "tea");
		for (unsigned k = 0; k < i; k++)
			conn_expect(test.client[k].conn, "join * tea %s", name);
	}
	test.client[MAKER].conn = conn_named(test.server, "zoe");
}

/* Reads a dead server's last lines. */
static void
take_last(unsigned number)
{
	struct conn *conn = test.client[number].conn;
	const usec end = deadline();
	char byte;

	do
		take_lines(number);
	while (recv(conn->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0 &&
	    errno != ECONNRESET && deadline_poll(conn->fd, POLLIN, end));
	take_lines(number);
	conn_close(conn);
}

static void
kill_server(void)
{
	const pid_t journal = server_worker(test.server, "journal");
	const pid_t keeper = server_worker(test.server, "keeper");

	conn_say(test.client[0].conn, "sync");
	for (test.syncs = true; test.syncs;)
		load(MSEC);
	load(dice(LOAD_MOST) * MSEC);
	if (dice_once_in(2))
		(void)kill(journal, SIGKILL);
	if (dice_once_in(2))
		(void)kill(keeper, SIGKILL);
	server_signal(test.server, SIGKILL);
	for (unsigned i = 0; i < CLIENTS; i++)
		take_last(i);
	(void)server_status(test.server);
	proc_expect_gone(journal);
	proc_expect_gone(keeper);
	enter();
	read_history(true);
	for (unsigned i = 0; i < CLIENTS; i++) {
		test.client[i].at = test.count;
		test.client[i].answered = test.client[i].sent;
	}
}

int
main(void)
{
	const char *wanted = getenv("FORKCAST_KILLS");
	const unsigned kills =
	    wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : KILLS;

	dice_begin();
	(void)snprintf(test.config, sizeof(test.config), "%shistory_sync %s\n",
	    keeper_config_recorded(), dice_once_in(2) ? "0" : "1"); /* fits */
	enter();
	for (unsigned i = 0; i < kills; i++) {
		load(dice(LOAD_MOST) * MSEC);
		if (i % 3 == 0)
			(void)kill(
			    server_worker(test.server, "journal"), SIGKILL);
		else if (i % 3 == 1)
			(void)kill(
			    server_worker(test.server, "keeper"), SIGKILL);
		else
			kill_server();
		load(dice(LOAD_MOST) * MSEC);
		has_accounts();
	}
	fall_silent();
	read_history(false);
	has_accounts();
	PASS("%u kills: %zu messages are there, once and in order, and all "
	     "accounts",
	    kills, test.count);
	server_stop(test.server);
	return tap_done();
}
