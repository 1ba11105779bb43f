/*
 * How fast stored tables and boxes change, with the times of the disk in
 *TMPDIR: the puts that a client gets answered in a second, while it waits for
 *200 replies at most; the items that one client posts and another finishes; and
 * both at a time.
 *	store [SYNC [SECONDS]]
 * SYNC is history_sync, by default 1.
 */
#include <stdio.h>
#include <stdlib.h>

#include "shared/clock.h"
#include "tests/lib/filler.h"
#include "tests/lib/keeper.h"

#define GOAL 5000 /* commands a second, of each kind */
#define WINDOW 200
#define KEYS 500
#define VALUE 100 /* bytes */

/* A client, and how many of its commands have been sent and answered. */
struct worker {
	struct conn *conn;
	uint64_t sent;
	uint64_t answered;
	usec since;
	uint64_t most; /* commands a second; 0: as many as are answered */
};

/* Returns whether it is time for the next command. */
static bool
is_time(const struct worker *worker)
{
	return worker->most == 0 ||
	    worker->sent < (clock_mono() - worker->since) * worker->most / SEC;
}

static usec duration = 5 * SEC;

static void
say(struct worker *worker, const char *text)
{
	char line[256];
	const int len = snprintf(line, sizeof(line), "%s\n", text);

	MUST(
	    conn_push(worker->conn, line, (size_t)len, 10 * SEC) == (size_t)len,
	    "the server takes nothing");
}

/* Sends puts until so many wait for a reply, and takes replies. */
static void
put(struct worker *worker)
{
	char text[256];
	struct str line;

	while (worker->sent - worker->answered < WINDOW && is_time(worker)) {
		(void)snprintf(text, sizeof(text), "put jobs k%llu %s",
		    (unsigned long long)(worker->sent++ % KEYS), filler(VALUE));
		say(worker, text);
	}
	for (unsigned i = 0; i < WINDOW && conn_has_line(worker->conn, &line);
	     i++) {
		MUST(str_begins(line, STR("ok put ")), "%.*s", (int)line.len,
		    line.at);
		worker->answered++;
	}
}

static void
post(struct worker *worker, uint64_t done)
{
	char text[256];
	struct str line;

	while (worker->sent - worker->answered < WINDOW &&
	    worker->sent < done + WINDOW && is_time(worker)) {
		(void)snprintf(
		    text, sizeof(text), "post jobs %s", filler(VALUE));
		say(worker, text);
		worker->sent++;
	}
	while (conn_has_line(worker->conn, &line)) {
		MUST(str_begins(line, STR("ok post ")), "%.*s", (int)line.len,
		    line.at);
		worker->answered++;
	}
}

/* Finishes the items that it gets. */
static void
finish(struct worker *worker)
{
	char text[64];
	struct str line, rest;

	while (conn_has_line(worker->conn, &line)) {
		if (str_begins(line, STR("ok done "))) {
			worker->answered++;
			continue;
		}
		rest = line;
		MUST(str_eq(str_word(&rest), STR("item")), "%.*s",
		    (int)line.len, line.at);
		line = str_word(&rest);
		(void)snprintf(
		    text, sizeof(text), "done %.*s", (int)line.len, line.at);
		say(worker, text);
		worker->sent++;
	}
}

/* Connects a client in the group, and passes over what others cause. */
static struct worker
enter(struct server *server, const char *part, const char *role)
{
	char name[32];
	struct worker worker = { .sent = 0 };

	(void)snprintf(name, sizeof(name), "%s-%s", part, role);
	worker.conn = conn_member(server, name, "jobs");
	return worker;
}

static void
wait_for(struct worker *worker, const char *word)
{
	conn_say(worker->conn, "%s", word);
	conn_wait_for(worker->conn, "ok %s", word);
}

static void
end(struct worker *worker)
{
	conn_say(worker->conn, "leave jobs\nquit");
	conn_wait_for(worker->conn, "bye quit ...");
	conn_close(worker->conn);
}

/* Runs a part for a while, and prints its rates. */
static void
measure(struct server *server, const char *part, bool puts, bool posts,
    uint64_t most)
{
	struct worker writer = enter(server, part, "puts");
	struct worker poster = enter(server, part, "posts");
	struct worker taker = enter(server, part, "takes");
	usec begin, took;

	wait_for(&taker, "take jobs 100");
	wait_for(&poster, "ping");
	wait_for(&writer, "ping");
	writer.since = poster.since = begin = clock_mono();
	writer.most = poster.most = most;
	while (clock_mono() - begin < duration) {
		if (posts) {
			finish(&taker);
			post(&poster, taker.answered);
		}
		if (puts)
			put(&writer);
	}
	took = clock_mono() - begin;
	printf("%-5s %8.0f puts/s %8.0f items/s\n", part,
	    (double)writer.answered * SEC / (double)took,
	    (double)taker.answered * SEC / (double)took);
	end(&writer);
	end(&poster);
	end(&taker);
}

int
main(int argc, char *argv[])
{
	char config[4096];
	struct server *server;

	if (argc > 2)
		duration = strtoull(argv[2], NULL, 10) * SEC;
	(void)snprintf(config, sizeof(config),
	    "%shistory_sync %s\nline_rate 0\nbyte_rate 0\nbox_max 64M\n"
	    "table_max 64M\nbox jobs\ntable jobs\n",
	    keeper_config(), argc > 1 ? argv[1] : "1"); /* fits */
	server = server_start(&(struct setup) { .config = config });
	measure(server, "put", true, false, 0);
	measure(server, "post", false, true, 0);
	measure(server, "both", true, true, GOAL);
	server_stop(server);
	return 0;
}
