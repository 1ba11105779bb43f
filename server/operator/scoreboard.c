/*
 * The scoreboard: see scoreboard.h. Records are built in the arena, not on the
 * stack, which a worker inherits.
 */
#define _GNU_SOURCE /* MADV_DONTFORK */
#include "operator/scoreboard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accept/listen.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/events.h"
#include "router/delivery/record.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/queue/outq.h"
#include "shared/io.h"
#include "shared/usage.h"

#define PERIOD (250 * MSEC)
#define DAY (86400 * SEC)

#define WHOLE                         \
	(sizeof(struct score_board) + \
	    CLIENTS_MAX * sizeof(struct score_row_cell))

static_assert(CLIENTS_MAX <= SCORE_ROWS, "readers take so many rows");

static struct board {
	struct score_board *at; /* null: there is none */
	int file; /* the only one: closing another releases the lock */
	struct {
		struct score_row row;
		struct score_pulse pulse;
	} * draft;
	size_t limit; /* of clients */
	usec shown; /* when it was last written; the loop's clock */
	enum score_state state; /* as it was last written */
	usec started; /* clock_wall; 0: not started yet */
	char path[ADDR_TEXT + sizeof(SCORE_END)];
} board = { .file = -1 };

/*
 * Allocates memory for as many records as the limit allows, so that no write
 * there can fail; false with errno. Without it the new ones are not shown.
 */
static bool
make_room(void)
{
	const size_t size = sizeof(struct score_board) +
	    board.limit * sizeof(struct score_row_cell);

	if (board.limit <= board.draft->pulse.rows)
		return true;
	if (!io_allocate(board.file, size))
		return false;
	board.draft->pulse.rows = board.limit;
	return true;
}

static void
cannot(const char *what)
{
	LOG_AT(LEVEL_WARNING, STR("scoreboard: cannot {} {}: {}"),
	    str_from(what), str_from(board.path), str_from(strerror(errno)));
}

/* Removes the scoreboard of a server that was killed, but no other file. */
static void
remove_old(void)
{
	char magic[sizeof(SCORE_MAGIC) - 1];
	int fd =
	    open(board.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 &&
	    io_read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
	    memcmp(magic, SCORE_MAGIC, sizeof(magic)) == 0)
		(void)unlink(board.path); /* or it is in the way */
	io_close(&fd);
}

/*
 * Makes the scoreboard, unless the program before an upgrade had one, and maps
 * it; false with errno.
 */
static bool
make_board(void)
{
	void *at;

	if (board.file == -1) {
		remove_old();
		board.file = open(board.path,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    S_IRUSR | S_IWUSR);
	}
	if (board.file == -1 || ftruncate(board.file, (off_t)WHOLE) != 0 ||
	    !make_room())
		return false;
	at = mmap(
	    NULL, WHOLE, PROT_READ | PROT_WRITE, MAP_SHARED, board.file, 0);
	if (at == MAP_FAILED)
		return false;
	if (arena_adopt(at, WHOLE))
		board.at = at;
	else
		(void)munmap(at, WHOLE); /* was just mapped: works */
	return board.at != NULL;
}

/* Copies as much of the text as fits, and fills the rest with zeroes. */
static void
set_text(char *field, size_t size, struct str text)
{
	const size_t len = text.len < size ? text.len : size;

	if (len > 0)
		memcpy(field, text.at, len);
	memset(field + len, 0, size - len);
}

static void
show_pulse(void)
{
	struct score_pulse *pulse = &board.draft->pulse;
	const usec ahead = event_ids_ahead();
	const struct stats *stats = stats_now();

	pulse->reloaded = stats->reloaded > 0 ? stats->reloaded : board.started;
	pulse->reload_good = !stats->reload_bad;
	pulse->unstored = record_unstored()->count;
	pulse->unstored_bytes = record_unstored()->queue.bytes;
	pulse->unstored_since = record_oldest(); /* an ID is a time */
	pulse->questions = asks_questions(ASKS_JOURNAL);
	board.state = stats->state;
	pulse->state = board.state;
	memcpy(pulse->count, stats->count, sizeof(pulse->count));
	pulse->beat = clock_wall();
	pulse->clients = clients_used();
	pulse->clients_max = clients_counts()->max;
	pulse->groups = groups_count();
	pulse->waiting = outq_waiting();
	pulse->held = outq_held();
	pulse->memory = arena_used();
	pulse->keys = table_rows();
	pulse->items_waiting = boxes_sums()->waiting;
	pulse->items_taken = boxes_sums()->taken;
	/* A stopping server listens nowhere, but keeps its address here. */
	if (listen_count() > 0)
		set_text(pulse->address, sizeof(pulse->address),
		    str_from(listen_get(0)->text));
	set_text(pulse->version, sizeof(pulse->version), STR(VERSION));
	/* IDs are ahead of a clock that was set back, or was wrong before. */
	pulse->trouble = stats->trouble |
	    (ahead > DAY	     ? SCORE_AHEAD :
		    ahead > 60 * SEC ? SCORE_CLOCK :
				       0);
	score_put(board.at->pulse.word, pulse, sizeof(*pulse));
}

static void
write_head(void)
{
	struct score_head *head = &board.at->head;

	head->version = SCORE_VERSION;
	head->started = board.started;
	atomic_thread_fence(memory_order_release);
	memcpy(head->magic, SCORE_MAGIC, sizeof(head->magic));
}

void
scoreboard_open(bool wanted, const char *control)
{
	/* To readers, it then is the scoreboard of a server that lives. */
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (!wanted || control == NULL)
		return;
	(void)snprintf(board.path, sizeof(board.path), "%s" SCORE_END, control);
	if (!make_board()) {
		cannot("create");
		if (board.file != -1)
			(void)unlink(board.path); /* is ours */
		io_close(&board.file);
		return;
	}
	if (board.started == 0)
		board.started = clock_wall();
	/* The old program may have shown clients that have left since. */
	memset(board.at->row, 0, board.limit * sizeof(*board.at->row));
	FOR_EACH_CLIENT(client)
		stats_changed(client);
	show_pulse();
	write_head();
	/* Others could lock it before us if they could read it before. */
	if (fcntl(board.file, F_SETLK, &whole) != 0 ||
	    fchmod(board.file, S_IRUSR | S_IWUSR | S_IRGRP) != 0)
		cannot("lock");
}

void
scoreboard_close(void)
{
	if (board.at == NULL)
		return;
	board.at = NULL;
	(void)unlink(board.path); /* it may have been removed */
	io_close(&board.file);
}

void
scoreboard_limit(size_t clients)
{
	board.limit = clients;
	if (board.at != NULL && !make_room())
		cannot("allocate more memory for");
}

static void
draft_row(struct score_row *row, uint32_t number)
{
	const struct client *client = clients_get(number);
	const struct slot *slot = slots_get(clients_slot(number));
	const usec wall = clock_wall();

	row->pid = (uint64_t)slot->log_pid;
	row->state = slot->state != SLOT_OPEN ? SCORE_LEAVING :
	    slot->down.full		      ? SCORE_SLOW :
	    client->named		      ? SCORE_HERE :
						SCORE_NAMELESS;
	row->groups = client->groups.count;
	row->lines_in = slot->up.lines;
	row->lines_out = slot->down.lines;
	row->bytes_in = slot->up.bytes;
	row->bytes_out = slot->down.bytes;
	row->queue = slot->down.queue.bytes;
	row->since = wall - (clock_mono() - slot->since);
	row->active = wall - (ticks_now() - slot->spoke);
	set_text(row->name, sizeof(row->name), clients_last_name(number));
	set_text(
	    row->peer, sizeof(row->peer), str_from(clients_own(number)->peer));
}

static void
scoreboard_show(void)
{
	struct score_row *row = &board.draft->row;
	uint32_t number;

	while ((number = stats_take()) != STATS_NONE) {
		if (number >= board.draft->pulse.rows)
			continue;
		if (clients_slot(number) == SLOT_NONE)
			memset(row, 0, sizeof(*row));
		else
			draft_row(row, number);
		score_put(board.at->row[number].word, row, sizeof(*row));
	}
	board.shown = ticks_now();
	show_pulse();
}

void
scoreboard_turn(void)
{
	if (board.at == NULL || !stats_now()->is_new)
		return;
	if (ticks_now() - board.shown >= PERIOD ||
	    board.state != stats_now()->state)
		scoreboard_show();
	else
		ticks_alarm(ALARM_SCOREBOARD, board.shown + PERIOD);
}

/* The room kept for " ... and more". */
#define TAIL_ROOM 64

void
scoreboard_log(void)
{
	uint64_t slow = 0;
	struct buf *line;
	bool fits = true;

	LOG(STR("uptime: {seconds} s"), DECIMAL(ticks_uptime() / SEC));
	LOG(STR("clients: {clients}{}{max_clients}"), DECIMAL(clients_used()),
	    clients_used() > clients_counts()->max ? STR(", limit ") :
						     STR(" of "),
	    DECIMAL(clients_counts()->max));
	line = log_begin(LEVEL_INFO);
	(void)BUF_CAT(line, STR("groups:")); /* empty: it fits */
	line->size -= TAIL_ROOM;
	FOR_EACH_GROUP(group) {
		const struct set *members = groups_members(group);
		if (members->count == 0)
			continue;
		fits = fits &&
		    BUF_CAT(line, STR(" "), groups_name(group), STR("=["));
		for (size_t i = 0; fits && i < members->count; i++)
			fits = BUF_CAT(line, i > 0 ? STR(" ") : STR(""),
			    clients_name(members->at[i]));
		fits = fits && BUF_CAT(line, STR("]"));
	}
	line->size += TAIL_ROOM;
	if (!fits)
		(void)BUF_CAT(line, STR(" ... and more"));
	log_end();
	FOR_EACH_SLOT(slot)
		slow += slots_get(slot)->down.full;
	LOG(STR("queues: {bytes} bytes waiting, {} bytes in memory, "
		"{} slow clients"),
	    DECIMAL(outq_waiting()), DECIMAL(outq_held()), DECIMAL(slow));
	LOG(STR("memory: {bytes} bytes"), DECIMAL(arena_used()));
}

static const struct field saved[] = {
	FIELD(FD, struct board, file), /* it stays locked */
	FIELD(NUMBER, struct board, started),
};

MODULE(scoreboard) = { TABLES(TABLE(board.draft, 1)),
	FIELDS_SECTION("scoreboard", saved, board) };
