/*
 * With history_sync each, no worker writes an event to its client before the
 * journal has written and synced its record: not to its sender, and to nobody
 * else. The calls of all processes are noted in their order.
 */
#include <stdio.h>
#include <string.h>

#include "tests/faults/board.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"

/* A worker has its client's socket there. */
#define CLIENT 0

#define TIMES 10

static struct conn *members[3];
static const char *const names[] = { "ali", "bob", "cem" };

/* An event: said by the first, heard by all. */
static const struct {
	const char *line, *event;
} rows[] = {
	{ "send tea hello", "msg * tea ali hello" },
	{ "topic tea green", "topic * tea ali green" },
	{ "name eva", "name * ali eva" },
	{ "name ali", "name * eva ali" },
	{ "leave tea", "leave * tea ali" },
	{ "join tea", "join * tea ali" },
};

static bool
is_to_client(const struct board_step *step, pid_t journal)
{
	return step->side == SIDE_WORKER && step->pid != journal &&
	    step->fd == CLIENT;
}

/* Returns how many writes to clients came after the sync, and none before. */
static size_t
writes_after_sync(pid_t journal)
{
	size_t count, writes = 0, i;
	const struct board_step *step = board_traced(&count);
	bool written = false, synced = false;

	for (i = 0; i < count; i++) {
		if (step[i].pid == journal && step[i].call == CALL_pwrite)
			written = true;
		if (step[i].pid == journal && step[i].call == CALL_fdatasync)
			synced = written;
		if (!is_to_client(&step[i], journal))
			continue;
		MUST(synced, "a client gets something before it is stored");
		writes++;
	}
	return writes;
}

static void
happens(struct server *server, size_t which)
{
	size_t writes = 0;

	board_trace();
	conn_say(members[0], "%s", rows[which].line);
	for (size_t i = 0; i < COUNT(members); i++)
		conn_wait_for(members[i], "%s", rows[which].event);
	writes = writes_after_sync(journal_find(server));
	MUST(writes >= COUNT(members), "%s: only %zu writes", rows[which].line,
	    writes);
}

int
main(void)
{
	char config[4 * SCRATCH_PATH];
	struct server *server;

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync each\naccounts no\n", journal_config()); /* fits */
	board_begin();
	server = server_start(&(struct setup) { .config = config });
	for (size_t i = 0; i < COUNT(members); i++)
		members[i] = conn_member(server, names[i], "tea");
	for (size_t i = 0; i < COUNT(members); i++)
		conn_ask(members[i], "ping", "%s",
		    i + 1 < COUNT(members) ? "join ..." : "ok ping");
	for (size_t i = 0; i + 1 < COUNT(members); i++)
		conn_wait_for(members[i], "ok ping");
	conn_ask(members[0], "history tea last 1", "past ...");
	conn_wait_for(members[0], "ok history ...");
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (unsigned times = 0; i == 0 && times < TIMES; times++)
			happens(server, i);
		happens(server, i);
		PASS("%s: stored, then heard", rows[i].line);
	}
	server_stop(server);
	return tap_done();
}
