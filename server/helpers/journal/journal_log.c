/* What the router says to the journal: see journal_log.h. */
#include "helpers/journal/journal_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_scan.h"
#include "helpers/journal/journal_store.h"
#include "shared/io.h"

/* The bytes of a file at which the next one begins. */
#define FILE_LEAST ((uint64_t)64 * 1024)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define FILES_LEAST 16 /* of history_size */

/* Tokens that are looked at together. */
#define REAP 500

/* One line. */
struct line {
	uint64_t id;
	struct str digits, where, kind, rest;
	struct journal_dir *dir;
};

static struct {
	uint64_t file_most;
	uint64_t heard;
	bool again; /* what comes may be there */
	bool named; /* something of a MADE lives */
	bool crowded; /* not all that live have a place */
	bool spares; /* what has a MADE, as nothing of it is named */
	bool reaps;
	size_t reaped_len; /* of the last one that was looked at */
	char reaped[TOKEN_MOST];

	/* A table or box that is written anew, by lines that follow each other.
	 * All that it has is in the old file, too. */
	struct journal_dir *anew; /* null: none */
	enum journal_kind anew_kind;
	struct append file;
	char room[2 * LIMIT_LINE];
} self;

void
journal_log_init(uint64_t history_size)
{
	const uint64_t most = history_size / FILES_LEAST;

	memset(&self, 0, sizeof(self));
	append_init(&self.file, self.room, sizeof(self.room));
	self.file_most = history_size == 0 || most > FILE_MOST ? FILE_MOST :
	    most < FILE_LEAST				       ? FILE_LEAST :
								 most;
}

uint64_t
journal_log_heard(void)
{
	return self.heard;
}

/* Ends what has that token; false if that is not possible. */
static bool
end(struct journal_dir *dir)
{
	journal_store_forget(dir);
	return journal_dir_end(dir) || journal_store_fail(dir->name, errno);
}

/*
 * Returns what has that token. When there are too many, the one of MADE 0 with
 * the oldest records ends, if there is one that does not live. Null if there is
 * no room.
 */
static struct journal_dir *
make_dir(struct str token)
{
	struct journal_dir *dir = journal_dir_make(token), *least = NULL;

	if (dir != NULL)
		return dir;
	for (uint32_t i = 0; (dir = journal_dir_at(i)) != NULL; i++)
		if (!dir->lives && token_made(journal_dir_name(dir)) == 0 &&
		    (least == NULL || dir->newest < least->newest))
			least = dir;
	return least != NULL && end(least) ? journal_dir_make(token) : NULL;
}

/* Cuts off what comes again: all records from that ID on. */
static bool
cut_off(struct journal_dir *dir, uint64_t id)
{
	struct journal_scan scan;
	bool good;

	journal_scan_seek(&scan, dir, id);
	good = scan.error == 0;
	while (good && dir->newest > scan.key)
		good = journal_file_remove(dir, dir->newest);
	if (good && scan.at == 0 && scan.size > 0) {
		good = journal_file_remove(dir, scan.key);
	} else if (good && scan.at < scan.size) {
		good = ftruncate(scan.fd, (off_t)scan.at) == 0;
		dir->bytes -= scan.size - scan.at;
		journal_touched(journal_path(dir, JOURNAL_RECORDS, scan.key));
	}
	journal_scan_close(&scan);
	dir->last = dir->said = 0;
	return good || journal_store_fail(dir->name, errno);
}

/* Returns the open file for a record of that ID; null if it cannot be used. */
static struct journal_slot *
records_of(struct journal_dir *dir, uint64_t id)
{
	const uint64_t first = journal_key(id / JOURNAL_DAY);
	const uint64_t key =
	    JOURNAL_KEY_DATE(dir->newest) == JOURNAL_KEY_DATE(first) ?
	    dir->newest :
	    first;
	struct journal_slot *slot =
	    journal_store_open(dir, JOURNAL_RECORDS, key);

	/* Lines of one ID stay in one file. */
	if (slot != NULL && dir->last != id &&
	    slot->file.size + buf_len(&slot->file.waiting) >= self.file_most)
		slot = journal_store_open(dir, JOURNAL_RECORDS, key + 1);
	return slot;
}

/* Notes for ever that the group was closed. */
static bool
note_closed(struct journal_dir *dir)
{
	struct journal_slot *slot = journal_store_open(dir, JOURNAL_CLOSED, 0);

	dir->closed = slot != NULL && journal_store_close(slot);
	return dir->closed;
}

static bool
take_record(const struct line *line)
{
	struct journal_record record = { .rest = line->rest };
	struct journal_dir *dir = line->dir;
	struct journal_slot *slot;

	if (!dir->begun && self.again && !cut_off(dir, line->id))
		return false;
	if (line->id < journal_scan_last(dir) ||
	    (line->id == dir->last && !dir->begun)) {
		JOURNAL_WARN(journal_dir_name(dir),
		    STR(": a record comes too late, and is dropped"));
		return true;
	}
	if (str_eq(line->kind, STR("c")) && !dir->closed &&
	    token_made(line->where) == 0 && !note_closed(dir))
		return false;
	slot = records_of(dir, line->id);
	if (slot == NULL ||
	    !JOURNAL_ADD(slot, line->digits, STR(" "), line->kind, STR(" "),
		line->rest, STR("\n")))
		return false;
	dir->begun = true;
	dir->last = line->id;
	record.verb = str_word(&record.rest);
	if (journal_record_is_said(&record))
		dir->said = line->id;
	return true;
}

static bool
take_in(const struct line *line)
{
	return journal_members_add(line->dir, line->digits, line->rest);
}

static bool
take_out(const struct line *line)
{
	return str_eq(line->rest, STR("*")) ?
	    journal_members_clear(line->dir) :
	    journal_members_remove(line->dir, line->rest);
}

/* Returns the kind of file that the line is about, and what is to be done. */
static enum journal_kind
file_of(const struct line *line, struct str *rest)
{
	*rest = line->kind;
	if (str_skip(rest, STR("table")))
		return JOURNAL_TABLE;
	return str_skip(rest, STR("box")) ? JOURNAL_BOX : JOURNAL_KINDS;
}

/* Leaves a file that is written anew, but is not whole. */
static void
leave_anew(void)
{
	append_close(&self.file);
	self.anew = NULL;
}

static bool
begin_anew(struct journal_dir *dir, enum journal_kind kind, const char *path)
{
	if (!journal_store_close(dir->slot[kind]))
		return false;
	if (!append_begin_anew(&self.file, journal_state(), path))
		return journal_store_fail(path, errno);
	self.anew = dir;
	self.anew_kind = kind;
	return true;
}

/* The new file takes its place. */
static bool
end_anew(struct journal_dir *dir, const char *path)
{
	const bool good = append_replace(&self.file, journal_state(), path);
	const int error = errno;

	leave_anew(); /* a sync that is tried again may not tell the truth */
	if (!good)
		return journal_store_fail(path, error);
	dir->has |= (uint8_t)(1 << self.anew_kind);
	journal_touched(path);
	return true;
}

/* Takes a line of a table or a box. */
static bool
take_change(const struct line *line)
{
	struct str rest;
	const enum journal_kind kind = file_of(line, &rest);
	const char *path = journal_path(line->dir, kind, 0);
	struct journal_slot *slot;

	if (str_eq(rest, STR("-anew")))
		return begin_anew(line->dir, kind, path);
	if (str_eq(rest, STR("-whole")))
		return self.anew == NULL || end_anew(line->dir, path);
	if (self.anew != NULL)
		return APPEND_ADD(&self.file, line->rest, STR("\n")) ||
		    journal_store_fail(path, errno);
	slot = journal_store_open(line->dir, kind, 0);
	return slot != NULL && JOURNAL_ADD(slot, line->rest, STR("\n"));
}

/* Ends all talks of an account. */
static bool
end_talks(struct str account)
{
	uint32_t place = journal_dir_after(STR("@"));
	struct str one, other;
	struct journal_dir *dir;
	bool good = true;

	while ((dir = journal_dir_at(place)) != NULL && dir->name[0] == '@') {
		place++;
		if (!token_split(journal_dir_name(dir), &one, &other) ||
		    !(str_eq(one, account) || str_eq(other, account)))
			continue;
		dir->lives = false;
		if (end(dir))
			place--; /* the next one is there */
		else
			good = false;
	}
	return good;
}

static bool
take_end(const struct line *line)
{
	line->dir->lives = false;
	return end(line->dir) &&
	    (!str_eq(line->rest, STR("account")) || end_talks(line->where));
}

static bool
take_life(const struct line *line)
{
	line->dir->lives = true;
	self.named = self.named || token_made(line->where) > 0;
	return true;
}

static const struct {
	struct str kind;
	bool (*take)(const struct line *line);
	bool has_rest;
} kinds[] = {
	{ LIT("o"), take_record, true },
	{ LIT("c"), take_record, true },
	{ LIT("in"), take_in, true },
	{ LIT("out"), take_out, true },
	{ LIT("table"), take_change, true },
	{ LIT("box"), take_change, true },
	{ LIT("table-anew"), take_change, false },
	{ LIT("table-whole"), take_change, false },
	{ LIT("box-anew"), take_change, false },
	{ LIT("box-whole"), take_change, false },
	{ LIT("lives"), take_life, false },
	{ LIT("end"), take_end, false },
};

/* Takes a line about the whole of it. */
static void
take_all(const struct line *line)
{
	if (str_eq(line->kind, STR("again")))
		self.again = true;
	if (!str_eq(line->kind, STR("all")))
		return;
	self.reaps = !self.crowded;
	self.reaped_len = 0;
	if (self.crowded)
		JOURNAL_WARN(STR("too many groups and accounts: what has ended "
				 "stays on disk"));
}

static bool
take_one(struct line *line)
{
	struct str rest;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_eq(line->kind, kinds[i].kind) ||
		    (kinds[i].has_rest && line->rest.len == 0))
			continue;
		line->dir = make_dir(line->where);
		if (line->dir == NULL) {
			self.crowded = true;
			return true;
		}
		if (token_made(line->where) > 0)
			line->dir->lives = true;
		if (self.anew != NULL &&
		    (self.anew != line->dir ||
			self.anew_kind != file_of(line, &rest)))
			leave_anew();
		return kinds[i].take(line);
	}
	JOURNAL_WARN(STR("a line for the history is not well formed"));
	return true;
}

bool
journal_log_take(struct str text)
{
	struct line line = { .rest = text };

	line.digits = str_word(&line.rest);
	line.where = str_word(&line.rest);
	line.kind = str_word(&line.rest);
	if (line.digits.len != LIMIT_ID ||
	    !str_to_number(line.digits, UINT64_MAX, &line.id) ||
	    (!str_eq(line.where, STR("-")) && !token_is_valid(line.where))) {
		JOURNAL_WARN(STR("a line for the history is not well formed"));
		return true;
	}
	if (str_eq(line.where, STR("-")))
		take_all(&line);
	else if (!take_one(&line))
		return false;
	if (line.id > self.heard)
		self.heard = line.id;
	return true;
}

static bool
is_live(struct str token)
{
	const struct journal_dir *dir = journal_dir_find(token);

	return dir != NULL && dir->lives;
}

/* Returns whether nobody can have any use for it. */
static bool
is_dead(const struct journal_dir *dir)
{
	const struct str name = journal_dir_name(dir);
	struct str one, other;

	if (dir->begun || dir->lives ||
	    (token_split(name, &one, &other) && is_live(one) && is_live(other)))
		return false;
	if (token_made(name) == 0)
		return dir->closed ||
		    (dir->has == 1 << JOURNAL_RECORDS && dir->files == 0);
	if (!self.named && !self.spares)
		JOURNAL_WARN(STR("no account and no group is registered: what "
				 "they had stays"));
	self.spares = !self.named;
	return self.named;
}

bool
journal_log_reap(void)
{
	struct journal_dir *dir;

	for (int i = 0; i < REAP && self.reaps; i++) {
		dir = journal_dir_at(journal_dir_after(
		    (struct str) { self.reaped, self.reaped_len }));
		self.reaps = dir != NULL;
		if (dir == NULL)
			break;
		self.reaped_len = dir->len;
		memcpy(self.reaped, dir->name, dir->len);
		if (is_dead(dir) && !end(dir))
			JOURNAL_WARN(
			    STR("cannot remove "), journal_dir_name(dir));
	}
	return self.reaps;
}
