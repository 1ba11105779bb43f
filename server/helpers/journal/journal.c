/*
 * The journal: see journal.h. Each turn it takes the lines that have come,
 * writes what they say, syncs if it is time, and then works on each question
 * for a step. Old files are removed in between.
 */
#include "helpers/journal/journal.h"

#include <errno.h>
#include <unistd.h>

#include "helpers/helper.h"
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_log.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"

/* With so many bytes it does not wait to sync. */
#define UNSYNCED ((uint64_t)2 * 1024 * 1024)

/* The time until it tries again to write; until it looks, if it need not sync.
 */
#define AGAIN SEC

static struct {
	usec sync; /* the longest time until a sync */
	bool is_lazy; /* it need not sync what nobody waits for: it looks */
	usec dirty; /* when there was more; 0: there is not */
	uint64_t told; /* so many lines are safe, as was said */
	usec retry; /* when to try again to write; 0: it can write */
	size_t held_len; /* of the line that could not be written */
	bool mended; /* it can write again: the next journal gets the rest */
	bool is_stuck; /* there is no place for the next question */
	bool is_busy; /* there is work that needs no input */
	char held[TOKEN_LINE];
} self;

/* Notes that it cannot write, and tells why when that begins. */
static void
fail_store(usec now)
{
	if (self.retry == 0) {
		HELPER_WARN(
		    STR("cannot write "), str_from(journal_files.failed));
		(void)BUF_SAY(
		    &helper.up, STR("failing"), str_from(journal_files.reason));
	}
	self.retry = now + AGAIN;
}

/*
 * Takes a line of the parent. False if it has to wait. When one of the history
 * cannot be written, all that follow are left to the next journal.
 */
static bool
journal_take_line(struct str line)
{
	if (str_skip(&line, STR("log "))) {
		if (self.retry != 0 || journal_log_take(line))
			return true;
		memcpy(self.held, line.at, line.len);
		self.held_len = line.len;
		fail_store(clock_mono());
	} else if (str_skip(&line, STR("ask "))) {
		return helper.over || journal_ask_take(line);
	} else {
		helper_hear(line);
	}
	return true;
}

static void
take_log_lines(void)
{
	struct str line;

	self.is_stuck = false;
	while (buf_line_upto(&helper.down, TOKEN_LINE, &line) == LINE_WHOLE) {
		self.is_stuck = !journal_take_line(line);
		if (self.is_stuck)
			return;
		buf_drop_line(&helper.down, line);
	}
}

/* Writes what waits, and the line that could not be written. */
static void
write_all(usec now)
{
	if (now < self.retry && !helper_is_done())
		return;
	if (!journal_store_write() ||
	    (self.held_len > 0 &&
		!journal_log_take((struct str) { self.held, self.held_len })))
		fail_store(now);
	else
		self.mended = self.retry != 0;
}

/* Syncs, or looks, if it is time, and says so. False if that has failed. */
static bool
sync_all(usec now)
{
	const bool waits = journal_ask_waits() || helper_is_done();
	const uint64_t more = journal_files.unsynced;

	if (self.retry != 0)
		return true;
	if (more > 0 && self.dirty == 0)
		self.dirty = now;
	if (more > 0 && !waits && more < UNSYNCED &&
	    now < self.dirty + self.sync)
		return true;
	/* What was only looked at is synced for who waits. */
	if ((more > 0 || waits) &&
	    !journal_store_sync(!self.is_lazy || waits)) {
		fail_store(now);
		return false;
	}
	self.dirty = 0;
	journal_ask_synced();
	if (journal_log.taken > self.told)
		(void)BUF_SAY(&helper.up, STR("stored"),
		    DECIMAL(journal_log.taken - self.told));
	self.told = journal_log.taken;
	return true;
}

/* Returns how long it may wait for input. */
static usec
patience(void)
{
	const usec now = clock_mono();
	usec next = journal_log.next;

	if (helper_is_done())
		return CHILD_FOREVER;
	if (self.is_busy)
		return 0;
	if (self.retry != 0)
		next = usec_earlier(next, self.retry);
	else if (self.dirty != 0)
		next = usec_earlier(next, self.dirty + self.sync);
	return next > now ? next - now : 0;
}

/* Works on questions, and removes what has no use any more. */
static void
work(usec now)
{
	const bool can_write = self.retry == 0;

	journal_ask_work(can_write);
	self.is_busy = journal_expire(now);
	self.is_busy = (can_write && journal_ask_waits()) ||
	    (self.is_busy && helper_has_room(HELPER_LEAST)) || self.is_stuck;
}

/* Does one turn. Returns the code to exit with; EXITS_DONE to go on. */
static int
journal_turn(void)
{
	usec now;

	if (!helper_wait(
		helper_has_room(HELPER_LEAST) && !self.is_stuck, patience()))
		return EXITS_POLL;
	now = clock_mono();
	take_log_lines();
	write_all(now);
	if (self.mended || !sync_all(now)) {
		helper_flush();
		return EXITS_IO;
	}
	helper_flush(); /* nobody waits for what follows */
	if (!helper_is_done())
		work(now);
	helper_flush();
	return EXITS_DONE;
}

/* Reads what is there, and says that it is ready. */
static int
begin_journal(const struct child_args *given)
{
	if (!journal_log_begin(CHILD_SOCKET, given->days, given->size)) {
		HELPER_WARN(STR("cannot read the history: "),
		    str_from(strerror(errno)));
		helper_flush();
		return EXITS_STATE;
	}
	journal_ask_begin();
	(void)BUF_SAY(&helper.up, STR("ready"), DECIMAL(journal_log.before));
	helper_flush();
	return EXITS_DONE;
}

int
journal_main(const struct child_args *given)
{
	int code;

	self.is_lazy = given->sync == CHILD_NO_SYNC;
	self.sync = self.is_lazy ? AGAIN : given->sync;
	helper_begin();
	/* The sandbox lets it make no places. */
	if (!journal_files_init(given->fd[CHILD_SOCKET], given->kind->files) ||
	    !sandbox_enter(given))
		return EXITS_SANDBOX;
	code = begin_journal(given);
	return code == EXITS_DONE ? helper_run(journal_turn) : code;
}
