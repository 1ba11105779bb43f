/*
 * The journal: see journal.h. Each turn it takes the lines that have come,
 * writes what they say, syncs if it is time, and then works on each question
 * for a step. Old files are removed in between.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "helpers/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system/flock.h"
#include "fork/exits.h"
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_expire.h"
#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_log.h"
#include "helpers/journal/journal_members.h"
#include "sandbox/child_io.h"
#include "sandbox/sandbox.h"
#include "sandbox/title.h"
#include "shared/grammar.h"

/* Room for lines that were received, and for output. */
#define DOWN_ROOM ((size_t)256 * 1024)
#define UP_ROOM ((size_t)512 * 1024)

/* Input is read while so much is left for output: reports are short. */
#define UP_LEAST ((size_t)16 * 1024)

/* With so many bytes it does not wait to sync. */
#define UNSYNCED ((uint64_t)2 * 1024 * 1024)

/* The time until it tries again to write, and between two figures. */
#define AGAIN SEC
#define PERIOD SEC

static struct {
	struct buf up, down;
	uint32_t ring; /* written to the bell */
	usec sync; /* the longest time until a sync */
	usec dirty; /* when something was written that is not synced; 0: none */
	uint64_t complete; /* all lines of IDs up to this have come */
	uint64_t synced; /* and those up to this are safe */
	uint64_t told;
	int error; /* of writing, errno; 0: none */
	usec retry; /* when to try again */
	size_t held_len; /* of a line that could not be written */
	bool lost; /* others could not even be kept */
	bool is_stuck; /* there is no place for the next question */
	bool is_busy; /* there is work that needs no input */
	bool over; /* the parent has said bye, or is gone */
	bool bye_heard;
	usec told_waits;
	struct journal_syncs told_syncs;
	uint64_t told_bytes, told_letters;
	usec figures; /* when they may be told again */
	char held[JOURNAL_LINE];
} self;

void
journal_warn(const struct str *pieces, size_t count)
{
	/* Without room for it, the log has enough of them. */
	if (buf_most(&self.up) - buf_len(&self.up) < UP_LEAST)
		return;
	(void)BUF_CAT(&self.up, STR("warn "));
	(void)buf_cat(&self.up, pieces, count);
	(void)BUF_CAT(&self.up, STR("\n"));
}

static void
flush(void)
{
	self.over = !child_flush(&self.up, self.ring) || self.over;
}

/* Tells the first error to write, and the end of it. */
static void
note_error(int error, usec now)
{
	if (error != 0 && self.error == 0)
		(void)BUF_SAY(
		    &self.up, STR("failing"), str_from(strerror(error)));
	else if (error == 0 && self.error != 0)
		(void)BUF_SAY(&self.up, STR("failing"));
	self.error = error;
	self.retry = error != 0 ? now + AGAIN : 0;
}

/* Takes a line of the history; what cannot be written is held, or lost. */
static void
take_log(struct str line)
{
	const uint64_t before = journal_log_heard();

	if (self.held_len > 0) {
		self.lost = true;
		return;
	}
	if (!journal_log_take(line)) {
		memcpy(self.held, line.at, line.len);
		self.held_len = line.len;
		note_error(errno, clock_mono());
	}
	if (journal_log_heard() > before)
		self.complete = before;
}

/* Takes a line of the parent. False if it has to wait. */
static bool
journal_take_line(struct str line)
{
	struct command said;

	if (str_skip(&line, STR("log "))) {
		take_log(line);
	} else if (str_skip(&line, STR("ask "))) {
		/* It comes behind all lines of an event. */
		self.complete = journal_log_heard();
		return self.over || journal_ask_take(line);
	} else if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    said.rule->verb == VERB_BYE)
		self.over = self.bye_heard = true;
	return true;
}

static void
take_lines(void)
{
	enum line_found found;
	struct str line;

	self.is_stuck = false;
	while ((found = buf_line_upto(&self.down, JOURNAL_LINE, &line)) !=
	    LINE_NONE) {
		if (found != LINE_WHOLE) {
			JOURNAL_WARN(STR("a line for the history is too long"));
			continue;
		}
		self.is_stuck = !journal_take_line(line);
		if (self.is_stuck)
			return;
		buf_drop_line(&self.down, line);
	}
}

/* Writes what waits. When that is possible again, so is the line held. */
static void
write_all(usec now)
{
	if (self.error != 0 && now < self.retry)
		return;
	if (!journal_store_write() ||
	    (self.held_len > 0 &&
		!journal_log_take((struct str) { self.held, self.held_len }))) {
		note_error(errno, now);
		return;
	}
	self.held_len = 0;
	note_error(0, now);
}

/* Syncs if it is time. False if that has failed. */
static bool
sync_all(usec now)
{
	const uint64_t heard = journal_log_heard();
	const uint64_t unsynced = journal_store_unsynced();
	const bool waits = journal_ask_waits();

	if (unsynced > 0 && self.dirty == 0)
		self.dirty = now;
	if (self.error != 0)
		return true;
	if (self.sync == CHILD_NO_SYNC)
		self.synced = heard;
	if (unsynced > 0 && !waits && unsynced < UNSYNCED &&
	    (self.sync == CHILD_NO_SYNC || now < self.dirty + self.sync))
		return true;
	if (unsynced > 0 && !journal_store_sync()) {
		note_error(errno, now);
		return false;
	}
	self.dirty = 0;
	self.synced = heard;
	journal_ask_synced();
	return true;
}

static void
tell_figures(usec now)
{
	const struct journal_syncs syncs = journal_store_syncs();
	const uint64_t bytes = journal_dirs_bytes();
	const uint64_t letters = journal_letters_count();

	self.figures = now + PERIOD;
	if (syncs.count == self.told_syncs.count && bytes == self.told_bytes &&
	    letters == self.told_letters)
		return;
	(void)BUF_SAY(&self.up, STR("figures"), DECIMAL(journal_dirs_files()),
	    DECIMAL(bytes), DECIMAL(syncs.count - self.told_syncs.count),
	    DECIMAL(syncs.time - self.told_syncs.time), DECIMAL(letters));
	self.told_syncs = syncs;
	self.told_bytes = bytes;
	self.told_letters = letters;
}

/* Tells the parent how far lines are safe, and the figures. */
static void
tell(usec now)
{
	const usec waits = journal_expire_waits();
	const uint64_t safe =
	    journal_log_safe(usec_earlier(self.synced, self.complete));

	if (safe > self.told)
		(void)BUF_SAY(&self.up, STR("stored"), DECIMAL(safe));
	self.told = usec_later(safe, self.told);
	if (waits != self.told_waits)
		(void)BUF_SAY(&self.up, STR("delayed"),
		    DECIMAL(waits > now ? (waits - now + SEC - 1) / SEC : 0));
	self.told_waits = waits;
	if (now >= self.figures)
		tell_figures(now);
}

static bool
has_room(void)
{
	return buf_most(&self.up) - buf_len(&self.up) >= UP_LEAST;
}

/* Returns how long it may wait for input. */
static usec
patience(void)
{
	const usec now = clock_mono();
	usec next = journal_expire_next();

	if (self.is_busy || self.over)
		return 0;
	if (self.error != 0)
		next = usec_earlier(next, self.retry);
	else if (self.dirty != 0 && self.sync != CHILD_NO_SYNC)
		next = usec_earlier(next, self.dirty + self.sync);
	else if (journal_ask_waits())
		return 0;
	/* What came last is complete if nothing follows. */
	if (self.complete < journal_log_heard())
		next = usec_earlier(next, now + MSEC);
	if (self.told_syncs.count != journal_store_syncs().count)
		next = usec_earlier(next, self.figures);
	return next > now ? next - now : 0;
}

/* Works on questions, and removes what has no use any more. */
static void
work(usec now)
{
	self.is_busy = journal_ask_work(self.error == 0);
	if (self.error == 0) {
		self.is_busy = journal_expire_work(now) || self.is_busy;
		self.is_busy = journal_log_reap() || self.is_busy;
	}
	self.is_busy = (self.error == 0 && journal_ask_waits()) ||
	    (self.is_busy && has_room()) || self.is_stuck;
}

/* Does one turn. Returns the code to exit with; EXITS_DONE to go on. */
static int
turn(void)
{
	struct pollfd fds[] = {
		{ .fd = CHILD_DOWNLINK,
		    .events = has_room() && !self.is_stuck ? POLLIN : 0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&self.up) > 0 ? POLLOUT : 0 },
	};
	usec now;

	if (!child_wait(fds, COUNT(fds), patience()))
		return EXITS_POLL;
	now = clock_mono();
	if (fds[0].revents != 0)
		self.over = !child_read(&self.down);
	else if (fds[0].events != 0)
		self.complete = journal_log_heard();
	take_lines();
	write_all(now);
	if (!sync_all(now))
		return EXITS_IO;
	tell(now);
	flush(); /* nobody waits for what follows */
	if (self.lost && self.error == 0)
		return EXITS_IO;
	work(now);
	flush();
	return EXITS_DONE;
}

/*
 * Maps all the memory that the journal will ever have, before the sandbox
 * forbids it to ask for more. The system provides it as it is used.
 */
static bool
get_memory(void)
{
	const size_t dirs = journal_dirs_room(), store = journal_store_room();
	const size_t asks = journal_ask_room(),
		     members = journal_members_room();
	char *at = mmap(NULL,
	    dirs + store + asks + members + journal_letters_room() +
		JOURNAL_BLOCK + UP_ROOM + DOWN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	    -1, 0);

	if (at == MAP_FAILED || !journal_members_init(at))
		return false;
	at += members;
	journal_dirs_init(at);
	journal_ask_init(at += dirs, &self.up);
	journal_store_init(at += asks);
	journal_letters_init(at += store);
	journal_scan_init(at += journal_letters_room());
	buf_init(&self.up, at += JOURNAL_BLOCK, UP_ROOM);
	buf_init(&self.down, at + UP_ROOM, DOWN_ROOM);
	return true;
}

static bool
begin(const struct child_args *given)
{
	title_init(given->title);
	self.ring = given->ring;
	self.sync = given->sync;
	if (!get_memory() || !journal_dirs_make(given->socket) ||
	    !sandbox_enter(given))
		return false;
	TITLE(STR("forkcastd: "), str_from(given->kind->name));
	return true;
}

/* Refuses to begin; returns the code. */
static int
refuse(const char *what, int error, int code)
{
	JOURNAL_WARN(
	    str_from(what), error != 0 ? str_from(strerror(error)) : STR(""));
	flush();
	return code;
}

/* Reads what is there, and says that it is ready. Returns a code. */
static int
begin_history(const struct child_args *given)
{
	uint64_t last;

	if (flock_make(CHILD_SOCKET, JOURNAL_LOCK) == -1)
		return errno == EADDRINUSE ?
		    refuse("another process has locked the history", 0,
			EXITS_LOCKED) :
		    refuse("cannot lock the history: ", errno, EXITS_LOCKED);
	if (!journal_dirs_load(CHILD_SOCKET))
		return refuse("cannot read the history: ", errno, EXITS_STATE);
	last = journal_scan_last_of_all();
	journal_log_init(given->size);
	journal_expire_begin(given->days, given->size, last);
	journal_erase_begin();
	(void)BUF_SAY(&self.up, STR("ready"), DECIMAL(last));
	flush();
	return EXITS_DONE;
}

/* Takes what the parent has sent before it said bye, and makes it safe. */
static void
journal_finish(void)
{
	struct pollfd up = { .fd = CHILD_UPLINK, .events = POLLOUT };
	struct pollfd down = { .fd = CHILD_DOWNLINK, .events = POLLIN };
	const usec now = clock_mono();
	bool heard = true;

	while (!self.bye_heard && child_wait(&down, 1, 0) &&
	    down.revents != 0 && child_read(&self.down))
		take_lines();
	self.complete = journal_log_heard();
	self.retry = 0;
	write_all(now);
	if (self.error == 0 && !self.lost && journal_store_sync())
		self.synced = journal_log_heard();
	tell(now);
	while (heard && buf_len(&self.up) > 0) {
		self.over = false;
		flush();
		heard = !self.over && child_wait(&up, 1, CHILD_FOREVER);
	}
}

int
journal_main(const struct child_args *given)
{
	int code;

	if (!begin(given))
		return EXITS_SANDBOX;
	code = begin_history(given);
	while (code == EXITS_DONE && !self.over && !sandbox_has_term())
		code = turn();
	if (code != EXITS_DONE)
		return code;
	journal_finish();
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}
