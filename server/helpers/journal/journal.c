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
#include "helpers/journal/journal_lock.h"
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

/* Output that waits while no more input is read. */
#define UP_LEAST ((size_t)16 * 1024)

static struct {
	struct journal_past past;
	struct journal_writer writer;
	struct journal_rows_writer rows;
	struct journal_reader reader;
	struct journal_erase erase;
	struct journal_expire expire;
	struct journal_figures figures;
	struct buf up, down;
	void *past_room, *writer_room, *rows_room, *reader_room;
	char *scan; /* JOURNAL_SCAN_ROOM bytes */
	struct siphash_secret secret;
	uint64_t heard; /* the last ID of a record that has come */
	uint32_t ring; /* written to the bell */
	uint64_t told; /* the last ID that was told to be stored */
	int failing; /* errno of the failure that was told; 0: none was */
	uint64_t lost_files; /* that were told */
	uint64_t lost; /* records and memberships without room, told */
	bool has_lost_rows; /* without room, told */
	int erase_error, expire_error; /* errno of failures that were told */
	int file_error; /* and of that to begin a file */
	usec waits; /* expire.waits, as it was told */
	bool is_stuck; /* the next line cannot be taken now */
	usec now; /* of the turn: asking the system for each line costs much */
	usec letter; /* when one is to be synced at the latest; 0: none waits */
	bool is_tidying; /* the rows are written anew */
	bool over; /* the parent has said bye, or is gone */
	bool bye_heard;
} self;

static bool
has_room(void)
{
	return buf_most(&self.up) - buf_len(&self.up) >= UP_LEAST;
}

static void
warn(struct str text)
{
	if (has_room())
		(void)BUF_SAY(&self.up, STR("warn"), text);
}

static void
warn_of(const char *before, uint64_t count, const char *after)
{
	char room[256];
	struct buf text;

	if (count == 0)
		return;
	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, str_from(before), DECIMAL(count),
	    str_from(after)); /* fits */
	warn(buf_str(&text));
}

static void
warn_of_error(const char *before, int error)
{
	char room[256];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(
	    &text, str_from(before), str_from(strerror(error))); /* fits */
	warn(buf_str(&text));
}

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

static void
tell_failing(int error)
{
	if (error != 0 && self.failing != error)
		(void)BUF_SAY(
		    &self.up, STR("failing"), str_from(strerror(error)));
	else if (error == 0 && self.failing != 0)
		(void)BUF_SAY(&self.up, STR("failing"));
	self.failing = error;
}

/*
 * An ID that an earlier journal has stored is told only when it comes again:
 * rows before it may be missing.
 */
static void
tell_safe(uint64_t id)
{
	if (id > self.heard)
		id = self.heard;
	if (id <= self.told)
		return;
	(void)BUF_SAY(&self.up, STR("stored"), DECIMAL(id));
	self.told = id;
}

/* Tells that something cannot be erased; error is not 0. */
static void
tell_unerased(int error, const char *what)
{
	char room[256];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(
	    &text, str_from(what), str_from(strerror(error))); /* fits */
	(void)BUF_SAY(&self.up, STR("unerased"), buf_str(&text));
}

/* Tells each failure to erase once, and when there is none any more. */
static void
tell_erasing(void)
{
	const int erase = self.erase.error, expire = self.expire.error;

	if (erase != 0 && erase != self.erase_error)
		tell_unerased(erase,
		    "cannot erase all that is to be erased, and will try "
		    "again: ");
	if (expire != 0 && expire != self.expire_error)
		tell_unerased(expire,
		    "cannot remove what is too old or too much, and will try "
		    "again: ");
	if (erase == 0 && expire == 0 &&
	    (self.erase_error != 0 || self.expire_error != 0))
		(void)BUF_SAY(&self.up, STR("unerased"));
	self.erase_error = erase;
	self.expire_error = expire;
}

/* Tells once that the next file cannot begin, and the present one goes on. */
static void
tell_file_error(int error)
{
	if (error != 0 && error != self.file_error)
		warn_of_error("cannot begin a file of the history, and will "
			      "try again: ",
		    error);
	self.file_error = error;
}

/* Tells once that there was no room for rows. */
static void
tell_lost_rows(void)
{
	if (self.rows.file.lost > 0 && !self.has_lost_rows)
		warn(STR("there are too many items and keys in the file of "
			 "rows: some will not outlast a restart"));
	self.has_lost_rows = self.rows.file.lost > 0;
}

/* Tells for how long nothing expires because the clock has leapt. */
static void
tell_delay(void)
{
	const usec waits = self.expire.waits, now = self.now;

	if (journal_expire_has_leapt(&self.expire))
		warn(STR("the clock is far ahead of the history: nothing "
			 "expires for a day"));
	if (waits == self.waits || !has_room())
		return;
	(void)BUF_SAY(&self.up, STR("delayed"),
	    DECIMAL(waits > now ? (waits - now + SEC - 1) / SEC : 0));
	self.waits = waits;
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
	const struct journal_writer *writer = &self.writer;
	const uint64_t lost = self.past.lost + self.past.members.lost;

	if (!has_room())
		return;
	if (writer->lost_files != self.lost_files)
		warn(STR("cannot sync a file of the history; it is not written "
			 "any more, and a new one begins"));
	self.lost_files = writer->lost_files;
	if (lost != self.lost)
		warn(STR("the history has too many groups, talks or members: "
			 "some cannot be read"));
	self.lost = lost;
	tell_lost_rows();
	tell_file_error(writer->file_error);
	tell_failing(writer->error != 0 ? writer->error : self.rows.error);
	tell_erasing();
	tell_safe(safe_id());
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

/* Notes when a letter is to be safe: its sender waits for that. */
static void
note_letter(const struct journal_record *record)
{
	struct journal_row_name name;

	if (self.letter == 0 && self.rows.sync != JOURNAL_SYNC_NONE &&
	    record->verb == JOURNAL_PUT && journal_row_read(record, &name) &&
	    str_eq(name.kind, JOURNAL_LETTER))
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

/* Takes a record. Returns false if it has to wait. */
static bool
take_log(struct str line)
{
	struct journal_record record;

	if (!journal_record_read_log(line, &record)) {
		warn(STR("a line for the history is not well formed"));
		return true;
	}
	if (record.id > self.heard)
		self.heard = record.id;
	note_letter(&record);
	if (journal_verb_changes_rows(record.verb))
		return journal_rows_writer_take(&self.rows, &record, self.now);
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
	if (!has_room())
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
			has_room() ?
			    journal_figures_next(&self.figures, taken_id()) :
			    UINT64_MAX))));
	const usec due = self.letter != 0 ? self.letter : UINT64_MAX;
	usec now;

	if (self.is_tidying ||
	    (has_room() && journal_asks_are_busy(&self.reader)))
		return 0;
	if (self.is_stuck && has_room() && self.writer.error == 0)
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
		    .events = has_room() && !self.is_stuck ? POLLIN : 0 },
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
	if (has_room())
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
	tell_delay();
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

/* Reports what recovery has found. */
static void
tell_loaded(const struct journal_loaded *loaded)
{
	warn_of("the history has ", loaded->damaged, " damaged records");
	warn_of("the history has ", loaded->foreign,
	    " files without any record, which are ignored");
	if (loaded->error == 0)
		warn_of("the last ", loaded->cut,
		    " bytes of the history were not whole and are now in a "
		    "file .cut");
	else
		warn_of("the last ", loaded->cut,
		    " bytes of the history are not whole and cannot be cut "
		    "off; a new file begins");
}

static void
tell_rows_loaded(const struct journal_rows_file *file)
{
	warn_of("the file of rows has ", file->damaged, " damaged lines");
	warn_of("the last ", file->cut,
	    " bytes of the file of rows were not whole and are now in " ROWS_FILE_CUT);
	tell_lost_rows();
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
		warn(str_from(why.text));
		flush();
		return false;
	}
	tell_loaded(&loaded);
	tell_rows_loaded(&self.rows.file);
	journal_writer_init(
	    &self.writer, &self.past, &loaded, sync, self.writer_room);
	if (self.expire.size != 0 &&
	    self.expire.size / FILES_LEAST < JOURNAL_FILE_MOST)
		self.writer.file_most = self.expire.size / FILES_LEAST;
	journal_erase_begin(&self.erase);
	journal_expire_begin(&self.expire);
	self.now = clock_mono();
	tell_delay();
	if (unrecorded)
		end_memberships();
	(void)BUF_SAY(&self.up, STR("ready"), DECIMAL(safe_id()));
	journal_figures_tell_room(
	    &self.figures, taken_id(), &self.up, clock_mono());
	flush();
	return true;
}

static bool
take_lock(void)
{
	if (journal_lock(CHILD_SOCKET) != -1)
		return true;
	if (errno == EADDRINUSE)
		warn(STR("another process has locked the history"));
	else
		warn_of_error("cannot lock the history: ", errno);
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
