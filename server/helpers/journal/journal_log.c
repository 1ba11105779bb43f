/* What the router says to the journal: see journal_log.h. */
#include "helpers/journal/journal_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_past.h"
#include "helpers/journal/journal_scan.h"
#include "shared/io.h"

/* The bytes of a file at which the next one begins. */
#define FILE_LEAST ((uint64_t)64 * 1024)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define FILES_LEAST 16 /* of history_size */

/* Tokens that are looked at together. */
#define REAP 500

static struct {
	uint64_t file_most;
	uint64_t heard;
	uint64_t anew; /* the first ID since which a file is not whole; or 0 */
	bool again; /* what comes may be there */
	bool named; /* something of a MADE lives */
	bool crowded; /* not all that live have a place */
	bool reaps;
	size_t reaped_len; /* of the last one that was looked at */
	char reaped[TOKEN_MOST];
} self;

/* One line. */
struct line {
	uint64_t id;
	struct str digits, where, kind, rest;
	struct journal_dir *dir;
};

void
journal_log_init(uint64_t history_size)
{
	const uint64_t most = history_size / FILES_LEAST;

	memset(&self, 0, sizeof(self));
	self.file_most = history_size == 0 || most > FILE_MOST ? FILE_MOST :
	    most < FILE_LEAST				       ? FILE_LEAST :
								 most;
}

uint64_t
journal_log_heard(void)
{
	return self.heard;
}

/* Warns of something in the history of a token. */
static bool
warn_of(const struct journal_dir *dir, const char *what)
{
	JOURNAL_WARN(STR("history of "), journal_dir_name(dir), STR(": "),
	    str_from(what));
	return true;
}

/* Ends what has that token; false with errno. */
static bool
end(struct journal_dir *dir)
{
	journal_store_forget(dir);
	return journal_dir_end(dir);
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
	while ((dir = journal_dir_after(
		    dir != NULL ? journal_dir_name(dir) : STR(""))) != NULL)
		if (!dir->lives && token_made(journal_dir_name(dir)) == 0 &&
		    (least == NULL || dir->newest < least->newest))
			least = dir;
	return least != NULL && end(least) ? journal_dir_make(token) : NULL;
}

/* Cuts off what comes again: all from that ID on. False with errno. */
static bool
cut_off(struct journal_dir *dir, uint64_t id)
{
	struct journal_scan scan = { .at = 0 };
	uint64_t key = UINT64_MAX;
	bool good = true;

	journal_store_forget(dir);
	while (good && scan.at == 0 &&
	    (key = journal_file_before(dir, key)) != 0 &&
	    JOURNAL_KEY_DAY(key) >= id / JOURNAL_DAY) {
		if (!journal_scan_open(&scan, dir, key, true))
			continue; /* it is not ours, and has nothing of ours */
		journal_scan_seek(&scan, id);
		if (scan.at == 0)
			good = journal_file_remove(dir, key);
		else if (scan.at < scan.size) {
			good = ftruncate(scan.fd, (off_t)scan.at) == 0;
			dir->bytes -= good ? scan.size - scan.at : 0;
			journal_touched(scan.fd);
		}
		journal_scan_close(&scan);
	}
	dir->last = dir->said = 0;
	return good;
}

/* Returns whether the last line is a record, or ours, or there is none. */
static bool
ends_well(const struct journal_slot *slot)
{
	struct journal_scan scan = { .fd = slot->file.fd,
		.size = slot->file.size,
		.at = slot->file.size,
		.most = JOURNAL_GLANCE };
	struct journal_record record;
	struct str line;

	return scan.size == 0 || slot->dir->begun ||
	    (journal_scan_line_back(&scan, &line) &&
		journal_record_read(line, &record));
}

/* Opens the file with that key, or the next one that can be used. */
static struct journal_slot *
open_records(struct journal_dir *dir, uint64_t key)
{
	int fd = journal_dir_open(dir, true);
	struct journal_slot *slot = NULL;
	char name[JOURNAL_NAME];
	uint64_t cut;

	for (; fd != -1; key++) {
		slot = journal_store_open(dir, JOURNAL_RECORDS, fd,
		    journal_file_name(key, name), false, &cut);
		if (slot == NULL && errno != EPERM)
			break;
		if (slot == NULL) {
			(void)warn_of(
			    dir, "a file cannot be used; see mode and owner");
			continue;
		}
		slot->key = key;
		if (cut > 0)
			(void)warn_of(
			    dir, "the last line was not whole; cut off");
		dir->bytes -= cut;
		if (slot->file.is_new)
			journal_file_made(dir, key);
		if (slot->file.size < self.file_most && ends_well(slot))
			break;
		if (slot->file.size < self.file_most)
			(void)warn_of(
			    dir, "a file ends in no record; the next begins");
		(void)journal_store_close(slot); /* nothing waits */
	}
	io_close(&fd);
	return slot;
}

/* Returns the file for a record of that ID; null with errno. */
static struct journal_slot *
records_of(struct journal_dir *dir, uint64_t id)
{
	struct journal_slot *slot = journal_store_find(dir, JOURNAL_RECORDS);
	const uint64_t day = id / JOURNAL_DAY;

	/* Lines of one ID stay in one file. */
	if (slot != NULL && JOURNAL_KEY_DAY(slot->key) == day &&
	    (slot->file.size + buf_len(&slot->file.waiting) < self.file_most ||
		dir->last == id))
		return slot;
	if (!journal_store_close(slot))
		return NULL;
	return open_records(dir,
	    JOURNAL_KEY_DAY(dir->newest) == day ? dir->newest :
						  JOURNAL_KEY(day, 1));
}

/* Notes for ever that the group was closed. */
static bool
note_closed(struct journal_dir *dir)
{
	int directory = journal_dir_open(dir, true);
	int fd = directory == -1 ?
	    -1 :
	    openat(directory, "closed", O_WRONLY | O_CREAT | O_CLOEXEC,
		S_IRUSR | S_IWUSR);

	dir->closed = fd != -1;
	journal_touched(directory);
	io_close(&fd);
	io_close(&directory);
	return dir->closed;
}

static bool
take_record(const struct line *line)
{
	struct journal_dir *dir = line->dir;
	struct str verb = line->rest;
	struct journal_slot *slot;

	if (!dir->begun && self.again && !cut_off(dir, line->id))
		return false;
	if (line->id < journal_scan_last(dir) ||
	    (line->id == dir->last && !dir->begun))
		return warn_of(dir, "a record comes too late, and is dropped");
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
	if (journal_past_is_said(str_word(&verb)))
		dir->said = line->id;
	return true;
}

static bool
take_member(const struct line *line)
{
	struct journal_slot *slot =
	    journal_store_find(line->dir, JOURNAL_MEMBERS);
	uint64_t cut;
	int fd;

	if (slot == NULL) {
		fd = journal_dir_open(line->dir, true);
		if (fd != -1)
			slot = journal_store_open(line->dir, JOURNAL_MEMBERS,
			    fd, JOURNAL_MEMBERS_FILE, false, &cut);
		io_close(&fd);
	}
	if (slot == NULL ||
	    !JOURNAL_ADD(slot, line->digits, STR(" "), line->kind, STR(" "),
		line->rest, STR("\n")))
		return false;
	journal_members_tidy(slot);
	return true;
}

/* Returns the open file of a table or box, which may be written anew. */
static struct journal_slot *
table_of(struct journal_dir *dir, enum journal_place place)
{
	const enum journal_kind kind =
	    place == JOURNAL_TABLES ? JOURNAL_TABLE : JOURNAL_BOX;
	struct journal_slot *slot = journal_store_find(dir, kind);
	char name[JOURNAL_NAME];
	uint64_t cut;

	if (slot != NULL)
		return slot;
	(void)snprintf(name, sizeof(name), "%s%s", dir->name,
	    (dir->anew & 1 << place) != 0 ? APPEND_NEW : ""); /* fits */
	slot = journal_store_open(
	    dir, kind, journal_place(place), name, false, &cut);
	if (slot != NULL)
		dir->has |= (uint8_t)(1 << place);
	return slot;
}

static bool
begin_anew(const struct line *line, enum journal_place place)
{
	const enum journal_kind kind =
	    place == JOURNAL_TABLES ? JOURNAL_TABLE : JOURNAL_BOX;
	struct journal_dir *dir = line->dir;
	uint64_t cut;

	if (!journal_store_close(journal_store_find(dir, kind)) ||
	    journal_store_open(
		dir, kind, journal_place(place), dir->name, true, &cut) == NULL)
		return false;
	dir->anew |= (uint8_t)(1 << place);
	dir->has |= (uint8_t)(1 << place);
	if (self.anew == 0)
		self.anew = line->id;
	return true;
}

static bool
end_anew(struct journal_dir *dir, enum journal_place place)
{
	struct journal_slot *slot;

	if ((dir->anew & 1 << place) == 0)
		return warn_of(dir, "what is whole was not begun");
	slot = table_of(dir, place);
	if (slot == NULL || !append_write(&slot->file))
		return false;
	/* After a sync that has failed, no other tells the truth. */
	if (!append_replace(&slot->file, journal_place(place), dir->name)) {
		journal_store_fail(errno);
		return true;
	}
	dir->anew &= (uint8_t) ~(1 << place);
	return true;
}

/* Takes a line of a table or a box. */
static bool
take_change(const struct line *line)
{
	struct str kind = line->kind;
	const enum journal_place place =
	    str_skip(&kind, STR("box")) ? JOURNAL_BOXES : JOURNAL_TABLES;
	struct journal_slot *slot;

	(void)str_skip(&kind, STR("table"));
	if (str_eq(kind, STR("-anew")))
		return begin_anew(line, place);
	if (str_eq(kind, STR("-whole")))
		return end_anew(line->dir, place);
	slot = table_of(line->dir, place);
	return slot != NULL && JOURNAL_ADD(slot, line->rest, STR("\n"));
}

/* Ends all talks of an account. */
static bool
end_talks(struct str account)
{
	struct journal_dir *dir = journal_dir_after(STR("@"));
	struct str one, other;
	char room[TOKEN_MOST];
	bool good = true;

	while (dir != NULL && dir->name[0] == '@') {
		const struct str name = { room, dir->len };
		memcpy(room, dir->name, dir->len);
		if (token_split(name, &one, &other) &&
		    (str_eq(one, account) || str_eq(other, account))) {
			dir->lives = false;
			good = end(dir) && good;
		}
		dir = journal_dir_after(name);
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
	bool lives; /* what has such a line lives, if it has a MADE */
	bool has_rest;
} kinds[] = {
	{ LIT("o"), take_record, true, true },
	{ LIT("c"), take_record, true, true },
	{ LIT("in"), take_member, true, true },
	{ LIT("out"), take_member, true, true },
	{ LIT("table"), take_change, true, true },
	{ LIT("box"), take_change, true, true },
	{ LIT("table-anew"), take_change, true, false },
	{ LIT("table-whole"), take_change, true, false },
	{ LIT("box-anew"), take_change, true, false },
	{ LIT("box-whole"), take_change, true, false },
	{ LIT("lives"), take_life, true, false },
	{ LIT("end"), take_end, false, false },
};

/* Takes a line about the whole of it. */
static void
take_all(const struct line *line)
{
	if (str_eq(line->kind, STR("again"))) {
		self.again = true;
	} else if (str_eq(line->kind, STR("all"))) {
		self.reaps = !self.crowded;
		self.reaped_len = 0;
		if (self.crowded)
			JOURNAL_WARN(STR("too many groups and accounts: what "
					 "has ended stays on disk"));
		else if (!self.named)
			JOURNAL_WARN(STR("no account and no group is "
					 "registered: what they had stays"));
	}
}

static bool
take_one(struct line *line)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_eq(line->kind, kinds[i].kind))
			continue;
		if (kinds[i].has_rest && line->rest.len == 0)
			break;
		line->dir = make_dir(line->where);
		if (line->dir == NULL) {
			self.crowded = true;
			return true;
		}
		if (kinds[i].lives && token_made(line->where) > 0)
			line->dir->lives = true;
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

uint64_t
journal_log_safe(uint64_t id)
{
	struct journal_dir *dir = NULL;

	if (self.anew == 0)
		return id;
	for (dir = journal_dir_after(STR("")); dir != NULL && dir->anew == 0;)
		dir = journal_dir_after(journal_dir_name(dir));
	if (dir == NULL)
		self.anew = 0;
	return dir != NULL && id >= self.anew ? self.anew - 1 : id;
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

	if (dir->begun)
		return false;
	if (token_split(name, &one, &other))
		return self.named && !(is_live(one) && is_live(other));
	if (token_made(name) > 0)
		return self.named && !dir->lives;
	return !dir->lives &&
	    (dir->closed ||
		(dir->has == 1 << JOURNAL_HISTORY && dir->files == 0));
}

bool
journal_log_reap(void)
{
	struct journal_dir *dir;

	for (int i = 0; i < REAP && self.reaps; i++) {
		dir = journal_dir_after(
		    (struct str) { self.reaped, self.reaped_len });
		self.reaps = dir != NULL;
		if (dir == NULL)
			break;
		self.reaped_len = dir->len;
		memcpy(self.reaped, dir->name, dir->len);
		if (is_dead(dir) && !end(dir))
			(void)warn_of(
			    dir, "it has ended, but cannot be removed");
	}
	return self.reaps;
}
