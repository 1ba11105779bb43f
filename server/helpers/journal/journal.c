/*
 * The journal: see journal.h. Writing comes first: it reads records as long as
 * there are any, writes them together, and only then works on requests, for
 * about 1 ms at a time. A request comes behind records in the same pipe, and
 * begins when they are written; with history_sync each, when they are synced.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "helpers/journal/journal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fork/exits.h"
#include "helpers/journal/erase/journal_erase.h"
#include "helpers/journal/erase/journal_expire.h"
#include "helpers/journal/journal_figures.h"
#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_lock.h"
#include "helpers/journal/journal_report.h"
#include "helpers/journal/read/journal_asks.h"
#include "helpers/journal/write/journal_load.h"
#include "helpers/journal/write/journal_rows_writer.h"
#include "helpers/journal/write/journal_writer.h"
#include "sandbox/child_io.h"
#include "sandbox/sandbox.h"
#include "sandbox/title.h"
#include "shared/crypto/entropy.h"
#include "shared/error.h"
#include "shared/grammar.h"

/* Room for lines that were received, and for output. */
#define DOWN_ROOM ((size_t)256 * 1024)
#define UP_ROOM ((size_t)256 * 1024)

/*
 * Files that history_size has room for, at least: the newest is never made
 * smaller.
 */
#define FILES_LEAST 16

/* The longest time until a letter is synced, whatever history_sync says. */
#define LETTER_WAITS SEC

static struct {
	struct journal_past past;
	struct journal_writer writer;
	struct journal_rows_writer rows;
	struct journal_reader reader;
	struct journal_erase erase;
	struct journal_expire expire;
	struct journal_figures figures;
	struct journal_report report;
	struct buf up, down;
	void *past_room, *writer_room, *rows_room, *reader_room;
	char *scan; /* JOURNAL_SCAN_ROOM bytes */
	struct siphash_secret secret;
	uint64_t heard; /* the last ID of a record that has come */
	uint32_t ring; /* written to the bell */
	bool is_stuck; /* the next line cannot be taken now */
	usec now; /* of the turn: asking the system for each line costs much */
	usec letter; /* when one is to be synced at the latest; 0: none waits */
	bool is_tidying; /* the rows are written anew */
	bool over; /* the parent has said bye, or is gone */
	bool bye_heard;
} self;

/* Returns the last ID up to which all records and rows are safe. */
static uint64_t
safe_id(void)
{
	const struct journal_writer *writer = &self.writer;
	uint64_t id = writer->done_id;

	if (writer->len == 0 && self.rows.last_id > id)
		id = self.rows.last_id;
	if (self.rows.first_id != 0 && self.rows.first_id <= id)
		id = self.rows.first_id - 1;
	return id;
}

/*
 * Returns the last ID of which all changes of rows up to it were taken: an
 * earlier journal has those in the file, and others come again in their order.
 */
static uint64_t
taken_id(void)
{
	const uint64_t heard = self.heard - (self.is_stuck ? 1 : 0);

	return heard > self.rows.last_id ? heard : self.rows.last_id;
}

/* Tells the parent how far the records are safe, and what goes wrong. */
static void
tell(void)
{
	const uint64_t safe = safe_id();

	if (!journal_report_has_room(&self.report))
		return;
	/*
	 * An ID that an earlier journal has stored is told only when it comes
	 * again: rows before it may be missing.
	 */
	journal_report_state(
	    &self.report, safe < self.heard ? safe : self.heard);
	journal_figures_tell(&self.figures, &self.up, self.now);
	journal_figures_tell_room(
	    &self.figures, taken_id(), &self.up, self.now);
}

static void
flush(void)
{
	self.over = !child_flush(&self.up, self.ring) || self.over;
}

/*
 * Hides what was refused at once, if it is still in memory. In files, the order
 * that the record is erases it, once that is stored.
 */
static void
hide_refused(const struct journal_record *record)
{
	uint64_t id;

	if (str_to_number(record->rest, UINT64_MAX, &id) &&
	    journal_writer_void(&self.writer, id, record->where))
		journal_view_forget(&self.reader.view, self.writer.key);
}

/*
 * Turns "renamed ID OLD NEW TIME" into the record "renamed ID NOW NEW": the
 * group that was called OLD at that time is called NOW. If it has the new name
 * already, these are the same, and the record says nothing.
 */
static void
find_renamed(struct journal_record *record)
{
	static char room[LIMIT_LINE];
	struct str rest = record->rest, now;
	const struct str name = str_word(&rest);
	struct buf body;
	uint64_t time;

	if (!str_to_number(rest, UINT64_MAX, &time))
		time = JOURNAL_NOW;
	now = journal_names_now(&self.past.targets.names, record->where, time);
	buf_init(&body, room, sizeof(room));
	if (BUF_CAT(&body, record->word, STR(" "), DECIMAL(record->id),
		STR(" "), now.len > 0 ? now : name, STR(" "), name))
		(void)journal_record_read_body(buf_str(&body), record);
}

/*
 * Gives "move ID OLD NEW TIME", which may be told again, the ID when the group
 * got its new name, if that is known: later rows are of another group.
 */
static void
find_given(struct journal_record *record)
{
	static char room[LIMIT_LINE];
	struct str rest = record->rest;
	struct buf body;
	uint64_t time, given;

	(void)str_word(&rest); /* NEW */
	given = str_to_number(rest, UINT64_MAX, &time) ?
	    journal_names_lost(&self.past.targets.names, record->where, time) :
	    0;
	buf_init(&body, room, sizeof(room));
	if (given != 0 &&
	    BUF_CAT(&body, record->body, STR(" "), DECIMAL(given)))
		(void)journal_record_read_body(buf_str(&body), record);
}

/* Notes when a letter is to be safe: its sender waits for that. */
static void
note_letter(const struct journal_record *record)
{
	if (self.letter == 0 && self.rows.sync != JOURNAL_SYNC_NONE &&
	    journal_row_is_put(record, JOURNAL_LETTER))
		self.letter = self.now + LETTER_WAITS;
}

/*
 * Syncs all that there is, as a letter waits for what came before it, too. If
 * that fails it is tried again.
 */
static void
sync_letters(void)
{
	if (self.letter == 0 || self.now < self.letter)
		return;
	journal_writer_finish(&self.writer, self.now);
	(void)journal_rows_writer_run(&self.rows, self.now, true);
	self.letter = self.writer.len == 0 && self.rows.first_id == 0 ?
	    0 :
	    self.now + LETTER_WAITS;
}

/*
 * Takes a change of rows, and the record that the history has of a letter which
 * was offered and is there now. Returns false if it has to wait.
 */
static bool
take_change(const struct journal_record *record)
{
	char room[LIMIT_LINE];
	struct journal_record said;

	if (!journal_rows_writer_take(&self.rows, record, self.now))
		return false;
	return !journal_letters_said(&self.rows.file, record, room, &said) ||
	    journal_writer_take(&self.writer, &said, self.now);
}

/* Takes a record. Returns false if it has to wait. */
static bool
take_log(struct str line)
{
	struct journal_record record;

	if (!journal_record_read_log(line, &record)) {
		journal_report_warn(&self.report,
		    STR("a line for the history is not well formed"));
		return true;
	}
	if (record.id > self.heard)
		self.heard = record.id;
	note_letter(&record);
	if (record.verb == JOURNAL_MOVE)
		find_given(&record);
	if (journal_verb_changes_rows(record.verb))
		return take_change(&record);
	if (!journal_rows_writer_forget(&self.rows, &record, self.now))
		return false;
	if (record.verb == JOURNAL_VOID)
		hide_refused(&record);
	if (record.verb == JOURNAL_RENAMED)
		find_renamed(&record);
	return journal_writer_take(&self.writer, &record, self.now);
}

/* Takes a request, which is to see all records before it. */
static bool
take_ask(struct str line)
{
	if (!journal_report_has_room(&self.report))
		return false;
	if (self.writer.sync == JOURNAL_SYNC_EACH ||
	    self.writer.written < self.writer.whole)
		journal_writer_run(&self.writer, self.now);
	if (self.rows.sync == JOURNAL_SYNC_EACH)
		(void)journal_rows_writer_run(&self.rows, self.now, false);
	self.reader.backlog = self.writer.len;
	self.reader.cuts = self.past.files.cuts;
	journal_asks_take(&self.reader, line);
	return true;
}

/* Takes a line of the parent. Returns false if it has to wait. */
static bool
journal_take_line(struct str line)
{
	struct command said;

	if (str_skip(&line, STR("log ")))
		return take_log(line);
	if (str_skip(&line, STR("ask ")))
		return self.over || take_ask(line);
	if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    said.rule->verb == VERB_BYE)
		self.over = self.bye_heard = true;
	return true;
}

static void
take_lines(void)
{
	struct str line;

	self.is_stuck = false;
	while (buf_line(&self.down, &line) == LINE_WHOLE) {
		if (!journal_take_line(line)) {
			self.is_stuck = true;
			return;
		}
		buf_drop_line(&self.down, line);
	}
}

/* Returns how long it may wait for input. */
static usec
patience(void)
{
	const usec next = usec_earlier(journal_writer_next(&self.writer),
	    usec_earlier(journal_rows_writer_next(&self.rows),
		usec_earlier(journal_expire_next(&self.expire),
		    usec_earlier(journal_erase_next(&self.erase),
			journal_report_has_room(&self.report) ?
			    usec_earlier(
				journal_figures_next(&self.figures, taken_id()),
				journal_indexes_next(&self.reader.indexes)) :
			    UINT64_MAX))));
	const usec due = self.letter != 0 ? self.letter : UINT64_MAX;
	usec now;

	if (self.is_tidying ||
	    (journal_report_has_room(&self.report) &&
		journal_asks_are_busy(&self.reader)))
		return 0;
	if (self.is_stuck && journal_report_has_room(&self.report) &&
	    self.writer.error == 0)
		return 0; /* there is room for the line now, or next time */
	if (journal_erase_is_busy(&self.erase, self.writer.done_id))
		return 0;
	if (next == UINT64_MAX && due == UINT64_MAX)
		return CHILD_FOREVER;
	now = clock_mono();
	return usec_earlier(next, due) > now ? usec_earlier(next, due) - now :
					       0;
}

static bool
turn(void)
{
	struct pollfd fds[] = {
		{ .fd = CHILD_DOWNLINK,
		    .events = journal_report_has_room(&self.report) &&
			    !self.is_stuck ?
			POLLIN :
			0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&self.up) > 0 ? POLLOUT : 0 },
	};

	if (!child_wait(fds, COUNT(fds), patience()))
		return false;
	self.now = clock_mono();
	if (fds[0].revents != 0)
		self.over = !child_read(&self.down);
	take_lines();
	sync_letters();
	journal_writer_run(&self.writer, self.now);
	self.is_tidying = journal_rows_writer_run(&self.rows, self.now, false);
	tell();
	flush(); /* nobody waits for what follows */
	if (journal_report_has_room(&self.report))
		(void)journal_asks_work(&self.reader); /* the next turn asks */
	(void)journal_erase_work(&self.erase, self.writer.done_id);
	self.past.room.erased_id = self.erase.orders.done;
	self.now = clock_mono(); /* syncs and searches take a while */
	(void)journal_expire_work(&self.expire, self.now);
	journal_rows_writer_expire(
	    &self.rows, self.now, self.expire.waits == 0 ? clock_wall() : 0);
	if (journal_expire_wants_file(&self.expire) ||
	    journal_writer_is_outdated(&self.writer))
		journal_writer_change(&self.writer, clock_wall(), self.now);
	journal_report_delay(&self.report, self.now);
	flush();
	return true;
}

/*
 * Maps all the memory that the journal will ever have, before the sandbox
 * forbids it to ask for more. The system provides it as it is used.
 */
static bool
get_memory(void)
{
	const size_t past = journal_past_room(), writer = journal_writer_room();
	const size_t rows = journal_rows_writer_room();
	const size_t reader = journal_reader_room();
	char *at = mmap(NULL,
	    past + writer + rows + reader + JOURNAL_SCAN_ROOM + UP_ROOM +
		DOWN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	    -1, 0);

	if (at == MAP_FAILED)
		return false;
	self.past_room = at;
	self.writer_room = at += past;
	self.rows_room = at += writer;
	self.reader_room = at += rows;
	self.scan = at += reader;
	buf_init(&self.up, at += JOURNAL_SCAN_ROOM, UP_ROOM);
	buf_init(&self.down, at + UP_ROOM, DOWN_ROOM);
	return true;
}

static void
take_line(
    void *of, const struct journal_record *record, uint64_t at, size_t len)
{
	(void)of;
	journal_indexes_line(&self.reader.indexes, record, at, len);
	journal_orders_take(&self.erase.orders, record);
}

static bool
is_full(void *indexes)
{
	return journal_indexes_are_full(indexes);
}

static const struct journal_watcher watcher = {
	.of = &self.reader.indexes,
	.begin = journal_indexes_begin,
	.line = take_line,
	.end = journal_indexes_end,
	.is_full = is_full,
};

/* Sets up what is known and the reader, which is told what is written. */
static bool
set_up(const struct child_args *given)
{
	struct siphash_secret secret;

	if (!entropy_draw(&secret, sizeof(secret)))
		return false;
	journal_past_init(
	    &self.past, CHILD_SOCKET, geteuid(), self.past_room, &secret);
	self.reader = (struct journal_reader) { .files = &self.past.files,
		.targets = &self.past.targets,
		.members = &self.past.members,
		.gaps = &self.past.gaps,
		.up = &self.up };
	journal_reader_init(&self.reader, self.reader_room, &secret);
	journal_erase_init(&self.erase, &self.reader);
	journal_expire_init(
	    &self.expire, &self.erase, &self.past, given->days, given->size);
	self.reader.rows = &self.rows.file;
	self.figures = (struct journal_figures) { .files = &self.past.files,
		.rows = &self.rows.file.rows };
	self.report = (struct journal_report) { .up = &self.up,
		.past = &self.past,
		.writer = &self.writer,
		.rows = &self.rows,
		.erase = &self.erase,
		.expire = &self.expire };
	self.secret = secret;
	self.reader.size_most = given->size;
	self.past.watcher = watcher;
	return true;
}

static bool
begin(const struct child_args *given)
{
	title_init(given->title);
	self.ring = given->ring;
	if (!get_memory() || !set_up(given) || !sandbox_enter(given))
		return false;
	TITLE(STR("forkcastd: "), str_from(given->kind->name));
	return true;
}

static bool
has_members(const struct journal_members *members)
{
	for (uint32_t i = 0; i < members->count; i++)
		if (members->member[i].since != 0)
			return true;
	return false;
}

/*
 * Ends all memberships: while there is no history, nobody records who leaves a
 * group or is banned from it.
 */
static void
end_memberships(void)
{
	char room[sizeof("c start  * anew") + STR_DIGITS];
	struct journal_record record;
	struct buf line;

	if (!has_members(&self.past.members))
		return;
	buf_init(&line, room, sizeof(room));
	if (BUF_CAT(&line, STR("c start "), DECIMAL(self.past.last_id + 1),
		STR(" * anew")) &&
	    journal_record_read_log(buf_str(&line), &record) &&
	    journal_writer_take(&self.writer, &record, self.now))
		journal_writer_finish(&self.writer, self.now);
}

/* Reads what is there. Returns false if that is not possible. */
static bool
begin_history(usec sync, bool unrecorded)
{
	struct journal_loaded loaded;
	struct error why;

	if (!journal_load(&self.past, sync != JOURNAL_SYNC_NONE, self.scan,
		&loaded, &why) ||
	    !journal_rows_writer_begin(&self.rows, &self.past.files, sync,
		self.rows_room, self.secret, &why)) {
		journal_report_warn(&self.report, str_from(why.text));
		flush();
		return false;
	}
	journal_report_loaded(&self.report, &loaded);
	journal_report_rows(&self.report);
	journal_writer_init(
	    &self.writer, &self.past, &loaded, sync, self.writer_room);
	if (self.expire.size != 0 &&
	    self.expire.size / FILES_LEAST < JOURNAL_FILE_MOST)
		self.writer.file_most = self.expire.size / FILES_LEAST;
	journal_erase_begin(&self.erase);
	journal_expire_begin(&self.expire);
	self.now = clock_mono();
	journal_report_delay(&self.report, self.now);
	if (unrecorded)
		end_memberships();
	(void)BUF_SAY(&self.up, STR("ready"), DECIMAL(safe_id()));
	journal_figures_tell_room(
	    &self.figures, taken_id(), &self.up, self.now);
	flush();
	return true;
}

static bool
take_lock(void)
{
	if (journal_lock(CHILD_SOCKET) != -1)
		return true;
	if (errno == EADDRINUSE)
		journal_report_warn(&self.report,
		    STR("another process has locked the history"));
	else
		journal_report_error(
		    &self.report, "cannot lock the history: ", errno);
	flush();
	return false;
}

/* Takes what the parent has sent before it said bye, and makes it safe. */
static void
journal_finish(void)
{
	struct pollfd up = { .fd = CHILD_UPLINK, .events = POLLOUT };
	bool heard = true;

	journal_writer_finish(&self.writer, self.now);
	(void)journal_rows_writer_run(&self.rows, self.now, true);
	tell();
	while (heard && buf_len(&self.up) > 0) {
		self.over = false;
		flush();
		heard = !self.over && child_wait(&up, 1, CHILD_FOREVER);
	}
}

/*
 * Takes what a parent that has gone has sent: the journal may have learned of
 * that when it wrote, before it had read everything.
 */
static void
take_rest(void)
{
	struct pollfd down = { .fd = CHILD_DOWNLINK, .events = POLLIN };
	bool reads = !self.bye_heard;

	while (reads ||
	    (self.is_stuck && self.writer.error == 0 && self.rows.error == 0)) {
		reads = reads && child_wait(&down, 1, 0) && down.revents != 0 &&
		    child_read(&self.down);
		self.now = clock_mono();
		take_lines();
		journal_writer_run(&self.writer, self.now);
		(void)journal_rows_writer_run(
		    &self.rows, self.now, self.is_stuck);
	}
}

int
journal_main(const struct child_args *given)
{
	if (!begin(given))
		return EXITS_SANDBOX;
	if (!take_lock())
		return EXITS_LOCKED;
	if (!begin_history(given->sync, given->unrecorded))
		return EXITS_STATE;
	while (!self.over && !sandbox_has_term())
		if (!turn())
			return EXITS_POLL;
	if (self.over)
		take_rest();
	journal_finish();
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}
