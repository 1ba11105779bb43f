/*
 * While several clients talk, the journal is killed again and again, at
 * history_sync none and 1: the history has each message once, in the order in
 * which everybody heard it. When the server is killed, it has all that "sync"
 * has answered; and of the rest only the last messages are missing. 3 kills of
 * the journal and one of the server for each, or FORKCAST_KILLS and a fifth of
 * them.
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
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"

#define KILLS 3
#define WRITERS 4
#define GROUPS 2
#define MESSAGES 400000 /* of a group, or of a writer */
#define WINDOW 12 /* messages of a writer that are not answered */
#define LOAD_MOST 20 /* ms */
#define PAGE 1000

struct message {
	uint64_t id;
	unsigned writer, number;
};

/* The messages that a group's members have heard, in order. */
static struct heard {
	char name[16];
	struct message *message;
	size_t count;
	size_t known; /* of these, which were found in the history */
	size_t read; /* by a reader of the history */
} groups[GROUPS];

static struct writer {
	struct conn *conn;
	struct heard *group;
	unsigned sent, answered;
	size_t at; /* the next message that it hears */
	bool *refused; /* by number */
} writers[WRITERS];

static struct {
	struct server *server;
	char config[4 * SCRATCH_PATH];
	unsigned refused;
	uint64_t safe; /* the last ID that "sync" has answered */
	bool syncs; /* an answer is to come */
} test;

/* Takes the words of a message from "ID GROUP WRITER NUMBER". */
static struct message
read_message(struct str line)
{
	struct message message;
	uint64_t writer, number;
	struct str group;

	MUST(str_to_number(str_word(&line), UINT64_MAX, &message.id), "no ID");
	group = str_word(&line);
	MUST(str_skip(&line, STR("w")) &&
		str_to_number(str_word(&line), WRITERS - 1, &writer) &&
		str_to_number(line, MESSAGES - 1, &number),
	    "in %.*s: %.*s", (int)group.len, group.at, (int)line.len, line.at);
	message.writer = (unsigned)writer;
	message.number = (unsigned)number;
	return message;
}

static bool
is_same(const struct message *a, const struct message *b)
{
	return a->id == b->id && a->writer == b->writer &&
	    a->number == b->number;
}

static uint64_t
last_id(const struct heard *group)
{
	return group->count > 0 ? group->message[group->count - 1].id : 0;
}

/* Everybody hears the same, and IDs rise. */
static void
hear(struct writer *writer, struct message message)
{
	struct heard *group = writer->group;

	MUST(writer->at < MESSAGES, "too many messages");
	if (writer->at == group->count) {
		MUST(message.id > last_id(group), "the ID does not rise");
		group->message[group->count++] = message;
	}
	MUST(is_same(&message, &group->message[writer->at]),
	    "w%td hears otherwise", writer - writers);
	writer->at++;
	if (message.writer == (unsigned)(writer - writers)) {
		MUST(message.number == writer->answered, "not the answer");
		writer->answered++;
	}
}

static void
take_lines(struct writer *writer)
{
	struct str line;

	while (conn_has_line(writer->conn, &line)) {
		if (str_skip(&line, STR("msg "))) {
			hear(writer, read_message(line));
		} else if (str_begins(line, STR("err send "))) {
			MUST(writer->answered < writer->sent, "no command");
			writer->refused[writer->answered++] = true;
			test.refused++;
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
say_some(struct writer *writer)
{
	while (writer->sent - writer->answered < WINDOW) {
		char line[64];
		const int len = snprintf(line, sizeof(line), "send %s %u\n",
		    writer->group->name, writer->sent);
		MUST(writer->sent + 1 < MESSAGES, "too many messages");
		writer->sent++;
		if (conn_push(writer->conn, line, (size_t)len, 0) == 0)
			return; /* it is gone */
	}
}

/* Everybody talks for that time. */
static void
load(usec time)
{
	const usec end = clock_mono() + time;
	struct pollfd fds[WRITERS];

	do {
		for (size_t i = 0; i < WRITERS; i++) {
			take_lines(&writers[i]);
			say_some(&writers[i]);
			fds[i] = (struct pollfd) { .fd = writers[i].conn->fd,
				.events = POLLIN };
		}
		(void)poll(fds, WRITERS, 1);
	} while (clock_mono() < end);
}

/* Waits until everything is answered, and everybody has heard it. */
static void
fall_silent(void)
{
	const usec end = deadline();
	bool all = false;

	while (!all) {
		all = true;
		for (size_t i = 0; i < WRITERS; i++) {
			take_lines(&writers[i]);
			all = all && writers[i].answered == writers[i].sent;
		}
		for (size_t i = 0; i < WRITERS; i++)
			all = all && writers[i].at == writers[i].group->count;
		MUST(all || deadline_pause(end), "not all is answered");
	}
}

/* Takes a message of the history; more of them than were heard if it may. */
static void
compare(struct heard *group, struct message message, bool more)
{
	struct writer *writer = &writers[message.writer];

	if (group->read < group->count) {
		MUST(is_same(&message, &group->message[group->read]),
		    "%s: after %zu: w%u %u at %llu instead of w%u %u at %llu",
		    group->name, group->read, message.writer, message.number,
		    (unsigned long long)message.id,
		    group->message[group->read].writer,
		    group->message[group->read].number,
		    (unsigned long long)group->message[group->read].id);
		group->read++;
		return;
	}
	MUST(more && message.id > last_id(group) &&
		message.number >= writer->answered &&
		message.number < writer->sent &&
		!writer->refused[message.number],
	    "%s: w%u %u was not heard", group->name, message.writer,
	    message.number);
	writer->answered = message.number + 1;
	group->message[group->count++] = message;
	group->read++;
}

/* Reads what is new in the history. */
static void
read_on(struct heard *group, struct conn *conn, bool more)
{
	size_t count;
	struct str line;

	group->read = group->known;
	do {
		count = 0;
		conn_say(conn, "history %s said after %llu %d", group->name,
		    group->read == 0 ?
			1 :
			(unsigned long long)group->message[group->read - 1].id,
		    PAGE);
		while (
		    line = conn_line(conn), str_skip(&line, STR("past msg "))) {
			compare(group, read_message(line), more);
			count++;
		}
		MUST(pattern_matches("ok history ...", line), "\"%.*s\"",
		    (int)line.len, line.at);
	} while (count == PAGE);
}

static void
has_all(void)
{
	fall_silent();
	for (size_t i = 0; i < GROUPS; i++) {
		read_on(&groups[i], writers[i].conn, false);
		MUST(groups[i].read == groups[i].count,
		    "%s: %zu of %zu are there", groups[i].name, groups[i].read,
		    groups[i].count);
		groups[i].known = groups[i].read;
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

/* Reads a dead server's last lines. */
static void
take_last(struct writer *writer)
{
	const usec end = deadline();

	do
		take_lines(writer);
	while (!is_at_end(writer->conn) &&
	    deadline_poll(writer->conn->fd, POLLIN, end));
	take_lines(writer);
	conn_close(writer->conn);
}

static void
start(void)
{
	test.server = server_start(&(struct setup) { .config = test.config });
	for (size_t i = 0; i < WRITERS; i++) {
		struct writer *writer = &writers[i];
		char name[16];
		(void)snprintf(name, sizeof(name), "w%zu", i); /* fits */
		writer->conn =
		    conn_member(test.server, name, writer->group->name);
		writer->at = writer->group->count;
	}
	for (size_t i = 0; i + GROUPS < WRITERS; i++)
		conn_expect(writers[i].conn, "join * %s w%zu",
		    writers[i].group->name, i + GROUPS);
}

/* Compares with what was heard before, of which the end may be missing. */
static void
has_what_was_safe(void)
{
	for (size_t i = 0; i < GROUPS; i++) {
		struct heard *group = &groups[i];
		const size_t heard = group->count;
		read_on(group, writers[i].conn, true);
		MUST(group->read >= heard ||
			group->message[group->read].id > test.safe,
		    "%s: %zu of %zu are there", group->name, group->read,
		    heard);
		group->count = group->known = group->read;
	}
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i].at = writers[i].group->count;
		writers[i].answered = writers[i].sent;
	}
}

static void
kill_server(void)
{
	const pid_t journal = journal_find(test.server);

	load(dice(LOAD_MOST) * MSEC);
	conn_say(writers[0].conn, "sync");
	for (test.syncs = true; test.syncs;)
		load(MSEC);
	load(dice(LOAD_MOST) * MSEC);
	if (dice_once_in(2))
		(void)kill(journal, SIGKILL);
	server_signal(test.server, SIGKILL);
	for (size_t i = 0; i < WRITERS; i++)
		take_last(&writers[i]);
	(void)server_status(test.server);
	proc_expect_gone(journal);
	start();
	has_what_was_safe();
}

static void
kill_journals(unsigned kills)
{
	pid_t journal = journal_find(test.server);

	for (unsigned i = 0; i < kills; i++) {
		load(dice(LOAD_MOST) * MSEC);
		MUST(kill(journal, SIGKILL) == 0, "it is gone");
		load(dice(LOAD_MOST) * MSEC / 5);
		journal = journal_expect_other(test.server, journal);
	}
}

static void
survives(const char *sync, unsigned kills)
{
	size_t count = 0;

	(void)snprintf(test.config, sizeof(test.config),
	    "%shistory_sync %s\naccounts no\n", journal_config(),
	    sync); /* fits */
	test.safe = 0;
	start();
	for (unsigned i = 0; i < kills / 5 + (kills % 5 != 0); i++) {
		kill_journals(kills < 5 ? kills : 5);
		has_all();
		kill_server();
	}
	load(MSEC);
	has_all();
	for (size_t i = 0; i < GROUPS; i++)
		count += groups[i].count;
	PASS("%s: %zu messages, %u refused, are there, once and in order", sync,
	    count, test.refused);
	for (size_t i = 0; i < WRITERS; i++)
		conn_close(writers[i].conn);
	server_stop(test.server);
}

int
main(void)
{
	static const char *const syncs[] = { "none", "1" };
	const char *wanted = getenv("FORKCAST_KILLS");
	const unsigned kills =
	    wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : KILLS;

	dice_begin();
	for (size_t i = 0; i < GROUPS; i++) {
		(void)snprintf(
		    groups[i].name, sizeof(groups[i].name), "g%zu", i);
		groups[i].message =
		    calloc(MESSAGES, sizeof(*groups[i].message));
		MUST(groups[i].message != NULL, "no memory");
	}
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i].group = &groups[i % GROUPS];
		writers[i].refused = calloc(MESSAGES, sizeof(bool));
		MUST(writers[i].refused != NULL, "no memory");
	}
	for (size_t i = 0; i < COUNT(syncs); i++)
		survives(syncs[i], kills);
	return tap_done();
}
