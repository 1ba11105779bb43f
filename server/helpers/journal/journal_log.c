/* What the router says to the journal: see journal_log.h. */
#include "helpers/journal/journal_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_expire.h"
#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_scan.h"
#include "helpers/journal/journal_store.h"
#include "shared/io.h"

/* The bytes of a file at which the next one begins. */
#define FILE_LEAST ((uint64_t)64 * 1024)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define FILES_LEAST 16 /* of history_size */

/* With so many tokens, no group comes that nobody has registered. */
#define TOKENS 65536

/* Tokens that are looked at together. */
#define REAP 16

/* What is marked: those that live. */
#define LIVES STR("lives")

/* One line. */
struct line {
	uint64_t id;
	struct str digits, where, kind, rest;
};

static struct {
	uint64_t file_most;
	uint64_t before; /* ID of the last record that was there at the start */
	uint64_t heard;
	bool again; /* what comes may be there */
	bool full; /* it has warned that there are too many tokens */
	bool named; /* something of a MADE lives */
	bool spares; /* what has a MADE, as nothing of it is named */
	enum journal_kind reaps; /* a place; JOURNAL_PLACES: none */
	struct journal_name reaped; /* the last one that was looked at */

	/* A table or box that is written anew, by lines that follow each other.
	 * All that it has is in the old file, too. */
	struct journal_name anew; /* empty: none */
	enum journal_kind anew_kind;
	struct append file;
	char room[2 * LIMIT_LINE];
} self;

/* Looks at the records of a group or talk: of all, the last one is wanted. */
static void
look_at(struct str token)
{
	const struct journal_sum sum = journal_look(token);
	const uint64_t first = journal_key(self.before / JOURNAL_DAY);

	journal_totals()->tokens++;
	journal_totals()->files += sum.files;
	journal_totals()->bytes += sum.bytes;
	journal_members_learn(token);
	if (sum.newest >= first)
		self.before = usec_later(self.before, journal_scan_last(token));
}

bool
journal_log_begin(int state, uint64_t history_size)
{
	const uint64_t most = history_size / FILES_LEAST;

	memset(&self, 0, sizeof(self));
	append_init(&self.file, self.room, sizeof(self.room));
	self.reaps = JOURNAL_PLACES;
	self.file_most = history_size == 0 || most > FILE_MOST ? FILE_MOST :
	    most < FILE_LEAST				       ? FILE_LEAST :
								 most;
	journal_names_begin(state);
	return journal_each(JOURNAL_RECORDS, look_at) &&
	    journal_each(JOURNAL_TABLE, NULL) &&
	    journal_each(JOURNAL_BOX, NULL) &&
	    journal_each(JOURNAL_LETTERS, journal_letters_count);
}

uint64_t
journal_log_last(void)
{
	return self.before;
}

uint64_t
journal_log_heard(void)
{
	return self.heard;
}

/* Ends what has that token; false if that is not possible. */
static bool
end(struct str token)
{
	const struct journal_letters_gone all = { .upto = UINT64_MAX };

	journal_store_forget(token);
	return (journal_letters_remove(token, &all) && journal_remove(token)) ||
	    journal_store_fail(journal_path(token, JOURNAL_RECORDS, 0), errno);
}

/* Cuts off what comes again: all records from that ID on. */
static bool
cut_off(struct str token, uint64_t id)
{
	struct journal_scan scan;
	uint64_t key;
	bool good;

	if (!journal_store_close(token, JOURNAL_RECORDS))
		return false;
	journal_scan_seek(&scan, token, id);
	good = scan.error == 0;
	while (good && (key = journal_key_near(token, scan.key, true)) != 0)
		good = journal_remove_file(token, key);
	if (good && scan.at == 0 && scan.size > 0) {
		good = journal_remove_file(token, scan.key);
	} else if (good && scan.at < scan.size) {
		good = ftruncate(scan.fd, (off_t)scan.at) == 0;
		journal_totals()->bytes -= scan.size - scan.at;
		journal_touched(journal_path(token, JOURNAL_RECORDS, scan.key));
	}
	journal_scan_close(&scan);
	return good ||
	    journal_store_fail(journal_path(token, JOURNAL_RECORDS, 0), errno);
}

/* Returns the open file for a record of that ID; null if it cannot be used. */
static struct journal_slot *
records_of(struct str token, uint64_t id)
{
	struct journal_slot *slot = journal_store_find(token, JOURNAL_RECORDS);
	uint64_t key = journal_key(id / JOURNAL_DAY);

	if (slot != NULL &&
	    JOURNAL_KEY_DATE(slot->key) == JOURNAL_KEY_DATE(key))
		key = slot->key;
	slot = journal_store_open(token, JOURNAL_RECORDS, key);
	/* Lines of one ID stay in one file. */
	while (slot != NULL && slot->last != id &&
	    slot->file.size + buf_len(&slot->file.waiting) >= self.file_most)
		slot = journal_store_open(token, JOURNAL_RECORDS, ++key);
	return slot;
}

/* Returns whether there is no room for the records of another group. */
static bool
is_full(struct str token)
{
	struct stat info;

	if (journal_totals()->tokens < TOKENS || token_made(token) > 0 ||
	    fstatat(journal_state(), journal_path(token, JOURNAL_RECORDS, 0),
		&info, AT_SYMLINK_NOFOLLOW) == 0)
		return false;
	if (!self.full)
		JOURNAL_WARN(STR("there are too many groups: those that come "
				 "now have no history"));
	self.full = true;
	return true;
}

/* Notes for ever that the group was closed. */
static bool
note_closed(struct str token)
{
	return journal_store_open(token, JOURNAL_CLOSED, 0) != NULL &&
	    journal_store_close(token, JOURNAL_CLOSED);
}

static bool
take_record(const struct line *line)
{
	const struct str token = line->where;
	struct journal_slot *slot = journal_store_find(token, JOURNAL_RECORDS);

	if (line->id <= self.before && (slot == NULL || slot->last == 0)) {
		if (!self.again) {
			JOURNAL_WARN(token,
			    STR(": a record comes too late, and is dropped"));
			return true;
		}
		if (!cut_off(token, line->id))
			return false;
	}
	if (slot == NULL && is_full(token))
		return true;
	journal_expire_saw(line->id);
	slot = records_of(token, line->id);
	if (slot == NULL)
		return false;
	if (str_eq(line->kind, STR("c")) && token_made(token) == 0 &&
	    !slot->is_closed && !note_closed(token))
		return false;
	slot->is_closed = str_eq(line->kind, STR("c"));
	if (!JOURNAL_ADD(slot, line->digits, STR(" "), line->kind, STR(" "),
		line->rest, STR("\n")))
		return false;
	slot->last = line->id;
	return true;
}

static bool
take_in(const struct line *line)
{
	return is_full(line->where) ||
	    journal_members_add(line->where, line->digits, line->rest);
}

static bool
take_out(const struct line *line)
{
	return str_eq(line->rest, STR("*")) ?
	    journal_members_clear(line->where) :
	    journal_members_remove(line->where, line->rest);
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
	self.anew.len = 0;
}

static bool
begin_anew(struct str token, enum journal_kind kind)
{
	const char *path;

	if (!journal_store_close(token, kind))
		return false;
	path = journal_path(token, kind, 0);
	if (!append_begin_anew(&self.file, journal_state(), path))
		return journal_store_fail(path, errno);
	journal_name_set(&self.anew, token);
	self.anew_kind = kind;
	return true;
}

/* The new file takes its place. */
static bool
end_anew(const char *path)
{
	const bool good = append_replace(&self.file, journal_state(), path);
	const int error = errno;

	leave_anew(); /* a sync that is tried again may not tell the truth */
	journal_touched(path);
	return good || journal_store_fail(path, error);
}

/* Takes a line of a table or a box. */
static bool
take_change(const struct line *line)
{
	struct str rest;
	const enum journal_kind kind = file_of(line, &rest);
	const char *path = journal_path(line->where, kind, 0);
	struct journal_slot *slot;

	if (str_eq(rest, STR("-anew")))
		return begin_anew(line->where, kind);
	if (str_eq(rest, STR("-whole")))
		return self.anew.len == 0 || end_anew(path);
	if (self.anew.len > 0)
		return APPEND_ADD(&self.file, line->rest, STR("\n")) ||
		    journal_store_fail(path, errno);
	slot = journal_store_open(line->where, kind, 0);
	return slot != NULL && JOURNAL_ADD(slot, line->rest, STR("\n"));
}

static bool
is_talk_of(const void *account, struct str token)
{
	struct str one, other;

	return token_split(token, &one, &other) &&
	    (str_eq(one, *(const struct str *)account) ||
		str_eq(other, *(const struct str *)account));
}

/* Ends all talks of an account. */
static bool
end_talks(struct str account)
{
	struct journal_batch batch;
	struct str last = STR("@");
	bool good = true;

	do {
		journal_list(
		    &batch, JOURNAL_RECORDS, last, is_talk_of, &account);
		for (size_t i = 0; i < batch.count; i++)
			good = end(journal_name(&batch.name[i])) && good;
	} while (good && batch.count == JOURNAL_BATCH);
	return good;
}

static bool
take_end(const struct line *line)
{
	return end(line->where) &&
	    (!str_eq(line->rest, STR("account")) || end_talks(line->where));
}

/* It is marked like all that a line is about. */
static bool
take_life(const struct line *line)
{
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
	self.reaps = JOURNAL_RECORDS;
	self.reaped.len = 0;
}

static bool
take_one(const struct line *line)
{
	struct str rest;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_eq(line->kind, kinds[i].kind) ||
		    (kinds[i].has_rest && line->rest.len == 0))
			continue;
		(void)journal_mark(LIVES, line->where, true);
		if (self.anew.len > 0 &&
		    (!str_eq(journal_name(&self.anew), line->where) ||
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
	return journal_mark(LIVES, token, false);
}

/* Returns whether nobody can have any use for it. */
static bool
is_dead(struct str token, enum journal_kind place)
{
	struct journal_sum sum;
	struct str one, other;

	if (is_live(token) ||
	    (token_split(token, &one, &other) && is_live(one) &&
		is_live(other)))
		return false;
	if (token_made(token) == 0) {
		sum = journal_look(token);
		return place == JOURNAL_RECORDS &&
		    (sum.closed || sum.files == 0);
	}
	if (!self.named && !self.spares)
		JOURNAL_WARN(STR("no account and no group is registered: what "
				 "they had stays"));
	self.spares = !self.named;
	return self.named;
}

bool
journal_log_reap(void)
{
	for (int i = 0; i < REAP && self.reaps < JOURNAL_PLACES; i++) {
		const struct str token = journal_name(&self.reaped);
		journal_name_set(&self.reaped, journal_next(self.reaps, token));
		if (self.reaped.len == 0)
			self.reaps++;
		else if (is_dead(journal_name(&self.reaped), self.reaps) &&
		    !end(journal_name(&self.reaped)))
			JOURNAL_WARN(
			    STR("cannot remove "), journal_name(&self.reaped));
	}
	return self.reaps < JOURNAL_PLACES;
}
