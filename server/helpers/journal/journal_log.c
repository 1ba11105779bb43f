/* What the router says to the journal: see journal_log.h. */
#include "helpers/journal/journal_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"

/* The bytes of a file at which the next one begins. */
#define FILE_LEAST ((uint64_t)64 * 1024)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define FILES_LEAST 16 /* of history_size */

/* With so many tokens, no group comes that nobody has registered. */
#define TOKENS 65536

/* Tokens of a step of a pass. */
#define STEP 16

/* The time between two looks at the clock and at the size. */
#define PAUSE (60 * SEC)

/* A wall clock that goes ahead by more than this has jumped. */
#define LEAP (3600 * SEC)
#define LETTER_DAYS 30

/* Bytes of the marks of what lives, and bits for each. */
#define MARKS ((size_t)1 << 20)
#define MARK_BITS 2

#define IN STR(" in ")

/* A file of members is written anew at that size, and then so many of it. */
#define MEMBERS ((uint64_t)64 * 1024)
#define TIMES 4

/* One line. */
struct line {
	uint64_t id;
	struct str digits, where, kind, rest;
	enum journal_kind file; /* of a table or a box */
};

struct journal_log journal_log;

static struct own {
	uint64_t file_most;
	bool again; /* what comes may be there */
	uint64_t begun; /* lines that are not counted as taken yet */
	bool full; /* it has warned that there are too many tokens */
	bool named; /* something of a MADE lives */
	bool spares; /* what has a MADE, as nothing of it is named */

	uint64_t days, size; /* the limits */
	usec ahead; /* of the wall clock, before clock_boot */
	uint64_t day; /* of the wall clock, at the last look */

	/* A pass through all tokens. */
	bool passes; /* it is under way */
	bool reaps; /* it ends what does not live */
	enum journal_kind place;
	struct journal_name on; /* to which it has come */
	struct journal_name largest; /* that it has found */
	struct journal_sum sum; /* of that one */

	/* A table or box that is written anew, by lines that follow each other.
	 * All that it has is in the old file, too. */
	struct journal_name anew; /* empty: none */
	enum journal_kind anew_kind;
	struct append file;
	char room[2 * LIMIT_LINE];

	unsigned char mark[MARKS]; /* all zero in a new process */
} self;

/*
 * Returns whether a token is marked as one that lives, and marks it if sets. It
 * may be so by mistake: once in thousands.
 */
static bool
lives(struct str token, bool sets)
{
	uint64_t hash = str_hash_add(STR_HASH_START, token);
	bool all = true;

	for (int i = 0; i < MARK_BITS; i++, hash >>= 32) {
		unsigned char *byte = &self.mark[hash / 8 % MARKS];
		const unsigned char bit = (unsigned char)(1 << hash % 8);
		all = all && (*byte & bit) != 0;
		*byte |= sets ? bit : 0;
	}
	return all;
}

/* Looks at the records of a group or talk: of all, the last one is wanted. */
static void
look_at(struct str token)
{
	const struct journal_sum sum = journal_look(token, 0);
	const uint64_t first = journal_key(journal_log.before / JOURNAL_DAY);

	journal_files.totals.tokens++;
	journal_files.totals.files += sum.files;
	journal_files.totals.bytes += sum.bytes;
	if (sum.newest >= first)
		journal_log.before = usec_later(
		    journal_log.before, journal_scan_last(token, false));
}

static void
wait_a_day(void)
{
	JOURNAL_WARN(
	    STR("the clock has jumped ahead: nothing expires for a day"));
	journal_log.waits = clock_mono() + JOURNAL_DAY;
}

static void
begin_pass(bool reaps)
{
	self.passes = true;
	self.reaps = reaps;
	self.place = JOURNAL_RECORDS;
	self.on.len = self.largest.len = 0;
	self.sum.bytes = 0;
}

bool
journal_log_begin(int state, uint64_t days, uint64_t size)
{
	const uint64_t most = size / FILES_LEAST;
	const usec wall = clock_wall();

	journal_log = (struct journal_log) { .next = 0 };
	memset(&self, 0, offsetof(struct own, mark));
	append_init(&self.file, self.room, sizeof(self.room));
	self.file_most = size == 0 || most > FILE_MOST ? FILE_MOST :
	    most < FILE_LEAST			       ? FILE_LEAST :
							 most;
	self.days = days;
	self.size = size;
	self.ahead = wall - clock_boot();
	journal_files_begin(state);
	if (!journal_each(JOURNAL_RECORDS, look_at) ||
	    !journal_each(JOURNAL_TABLE, NULL) ||
	    !journal_each(JOURNAL_BOX, NULL) ||
	    !journal_each(JOURNAL_LETTERS, journal_letters_count))
		return false;
	if (journal_log.before != 0 && wall > journal_log.before + JOURNAL_DAY)
		wait_a_day();
	return true;
}

/* Ends what has that token; false if that is not possible. */
static bool
end(struct str token)
{
	const struct journal_letters_gone all = { .upto = UINT64_MAX };

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
	while (good && (key = journal_look(token, scan.key).after) != 0)
		good = journal_remove_file(token, key);
	if (good && scan.at == 0 && scan.size > 0) {
		good = journal_remove_file(token, scan.key);
	} else if (good && scan.at < scan.size) {
		good = ftruncate(scan.fd, (off_t)scan.at) == 0;
		journal_files.totals.bytes -= scan.size - scan.at;
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
	struct journal_sum sum = { 0 };

	/* Not before the newest file: the first ones of a day may be gone. */
	if (slot != NULL)
		sum.newest = slot->key;
	else
		sum = journal_look(token, 0);
	uint64_t key = usec_later(journal_key(id / JOURNAL_DAY), sum.newest);

	if (sum.error != 0) {
		(void)journal_store_fail(
		    journal_path(token, JOURNAL_RECORDS, 0), sum.error);
		return NULL;
	}
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

	if (journal_files.totals.tokens < TOKENS || token_made(token) > 0 ||
	    fstatat(journal_files.state,
		journal_path(token, JOURNAL_RECORDS, 0), &info,
		AT_SYMLINK_NOFOLLOW) == 0)
		return false;
	if (!self.full)
		JOURNAL_WARN(STR("there are too many groups: those that come "
				 "now have no history"));
	self.full = true;
	return true;
}

static bool
take_record(const struct line *line)
{
	const struct str token = line->where;
	struct journal_slot *slot = journal_store_find(token, JOURNAL_RECORDS);

	if (line->id <= journal_log.before &&
	    (slot == NULL || slot->last == 0)) {
		if (!self.again) {
			JOURNAL_WARN(token,
			    STR(": a record comes too late, and is dropped"));
			return true;
		}
		if (!cut_off(token, line->id))
			return false;
		slot = NULL;
	}
	if (slot == NULL && is_full(token))
		return true;
	slot = records_of(token, line->id);
	if (slot == NULL ||
	    !JOURNAL_ADD(slot, line->digits, STR(" "), line->kind, STR(" "),
		line->rest, STR("\n")))
		return false;
	slot->last = line->id;
	/* It is noted for ever that the group was closed. */
	return !str_eq(line->kind, STR("c")) || token_made(token) != 0 ||
	    journal_store_open(token, JOURNAL_CLOSED, 0) != NULL;
}

/* Returns the token of the member in a line; empty if there is none. */
static struct str
read_member(struct str line)
{
	if (line.len <= LIMIT_ID)
		return STR("");
	str_drop(&line, LIMIT_ID);
	return str_skip(&line, IN) ? line : STR("");
}

static bool
is_member(const void *of, struct str line)
{
	(void)of;
	return read_member(line).len > 0;
}

/*
 * Looks for an account among the members. Returns the ID since which it is one,
 * or 0; *alive: the bytes of all that are. If it leaves, or all do, "*", its
 * line becomes "ID - ---...". Sets the scan's error if that cannot be read or
 * written.
 */
static uint64_t
find_member(struct journal_scan *scan, struct str group, struct str account,
    bool leaves, uint64_t *alive)
{
	const char *path = journal_path(group, JOURNAL_MEMBERS, 0);
	const bool all = leaves && str_eq(account, STR("*"));
	uint64_t since = 0;
	struct str line, token;

	*alive = 0;
	if (journal_scan_open(scan, path))
		while (journal_scan_line(scan, &line)) {
			token = read_member(line);
			*alive += token.len > 0 ? line.len + 1 : 0;
			if (token.len == 0 || (!all && !str_eq(token, account)))
				continue;
			(void)str_to_number((struct str) { line.at, LIMIT_ID },
			    UINT64_MAX, &since); /* or it is none */
			if (leaves &&
			    !journal_store_blank(scan->fd,
				scan->at - line.len + LIMIT_ID,
				line.len - LIMIT_ID - 1))
				scan->error = errno;
		}
	journal_scan_close(scan);
	if (leaves && since != 0)
		journal_touched(path);
	return since;
}

uint64_t
journal_members_since(struct str group, struct str account)
{
	struct journal_scan scan;
	uint64_t alive;

	return find_member(&scan, group, account, false, &alive);
}

static bool
take_member(const struct line *line)
{
	const bool leaves = str_eq(line->kind, STR("out"));
	struct journal_scan scan;
	struct journal_slot *slot;
	uint64_t since, alive;
	const char *path;

	if (!leaves && is_full(line->where))
		return true;
	if (!journal_store_write())
		return false;
	since = find_member(&scan, line->where, line->rest, leaves, &alive);
	path = journal_path(line->where, JOURNAL_MEMBERS, 0);
	if (scan.error == 0 && !leaves &&
	    scan.size >= usec_later(MEMBERS, alive * TIMES) &&
	    (!journal_store_close(line->where, JOURNAL_MEMBERS) ||
		!journal_store_filter(path, is_member, NULL)))
		scan.error = errno;
	if (scan.error != 0)
		return journal_store_fail(path, scan.error);
	if (leaves || since != 0)
		return true;
	slot = journal_store_open(line->where, JOURNAL_MEMBERS, 0);
	return slot != NULL &&
	    JOURNAL_ADD(slot, line->digits, IN, line->rest, STR("\n"));
}

/* Leaves a file that is written anew, but is not whole. */
static void
leave_anew(void)
{
	append_close(&self.file);
	self.anew.len = 0;
}

static bool
begin_anew(const struct line *line)
{
	const char *path;

	if (!journal_store_close(line->where, line->file))
		return false;
	path = journal_path(line->where, line->file, 0);
	if (!append_begin_anew(&self.file, journal_files.state, path))
		return journal_store_fail(path, errno);
	journal_name_set(&self.anew, line->where);
	self.anew_kind = line->file;
	return true;
}

/* The new file takes its place. */
static bool
end_anew(const struct line *line)
{
	const char *path = journal_path(line->where, line->file, 0);
	const bool good = append_replace(&self.file, journal_files.state, path);
	const int error = errno;

	leave_anew(); /* a sync that is tried again may not tell the truth */
	journal_touched(path);
	return good || journal_store_fail(path, error);
}

/* Takes a line of a table or a box. */
static bool
take_change(const struct line *line)
{
	struct journal_slot *slot;

	if (self.anew.len > 0)
		return APPEND_ADD(&self.file, line->rest, STR("\n")) ||
		    journal_store_fail(
			journal_path(line->where, line->file, 0), errno);
	slot = journal_store_open(line->where, line->file, 0);
	return slot != NULL && JOURNAL_ADD(slot, line->rest, STR("\n"));
}

/* Ends something; with an account all of its talks, too. */
static bool
take_end(const struct line *line)
{
	struct journal_name name = { .len = 1, .text = "@" };
	struct str one, other;
	bool good = end(line->where);

	while (good && str_eq(line->rest, STR("account")) &&
	    journal_next(JOURNAL_RECORDS, &name))
		if (token_split(journal_name(&name), &one, &other) &&
		    (str_eq(one, line->where) || str_eq(other, line->where)))
			good = end(journal_name(&name));
	return good;
}

/* The kinds of lines; the last ones are about the whole of it. */
enum what { RECORD, MEMBER, CHANGE, ANEW, WHOLE, END, LIVES, AGAIN, ALL };
static const struct {
	struct str kind;
	enum what what;
	enum journal_kind file; /* of a table or a box */
} kinds[] = {
	{ LIT("o"), RECORD, JOURNAL_RECORDS },
	{ LIT("c"), RECORD, JOURNAL_RECORDS },
	{ LIT("in"), MEMBER, JOURNAL_MEMBERS },
	{ LIT("out"), MEMBER, JOURNAL_MEMBERS },
	{ LIT("table"), CHANGE, JOURNAL_TABLE },
	{ LIT("box"), CHANGE, JOURNAL_BOX },
	{ LIT("table-anew"), ANEW, JOURNAL_TABLE },
	{ LIT("box-anew"), ANEW, JOURNAL_BOX },
	{ LIT("table-whole"), WHOLE, JOURNAL_TABLE },
	{ LIT("box-whole"), WHOLE, JOURNAL_BOX },
	{ LIT("end"), END, JOURNAL_KINDS },
	{ LIT("lives"), LIVES, JOURNAL_KINDS },
	{ LIT("again"), AGAIN, JOURNAL_KINDS },
	{ LIT("all"), ALL, JOURNAL_KINDS },
};

static bool
take(const struct line *line, enum what what)
{
	if (what < AGAIN)
		(void)lives(line->where, true);
	if (what < AGAIN && self.anew.len > 0 &&
	    (self.anew_kind != line->file ||
		!str_eq(journal_name(&self.anew), line->where)))
		leave_anew();
	switch (what) {
	case RECORD:
		return take_record(line);
	case MEMBER:
		return take_member(line);
	case CHANGE:
		return take_change(line);
	case ANEW:
		return begin_anew(line);
	case WHOLE:
		return self.anew.len == 0 || end_anew(line);
	case END:
		return take_end(line);
	case LIVES:
		self.named = self.named || token_made(line->where) > 0;
		break;
	case AGAIN:
		self.again = true;
		break;
	case ALL:
		begin_pass(true);
		break;
	}
	return true;
}

bool
journal_log_take(struct str text)
{
	struct line line = { .rest = text };
	size_t i = 0;
	bool good;

	line.digits = str_word(&line.rest);
	line.where = str_word(&line.rest);
	line.kind = str_word(&line.rest);
	while (i < COUNT(kinds) && !str_eq(line.kind, kinds[i].kind))
		i++;
	good = i < COUNT(kinds) && line.digits.len == LIMIT_ID &&
	    str_to_number(line.digits, UINT64_MAX, &line.id) &&
	    (line.rest.len > 0 || kinds[i].what > CHANGE) &&
	    (kinds[i].what < AGAIN ? token_is_valid(line.where) :
				     str_eq(line.where, STR("-")));
	if (good) {
		line.file = kinds[i].file;
		if (!take(&line, kinds[i].what))
			return false;
	} else {
		JOURNAL_WARN(STR("a line for the history is not well formed"));
	}
	if (i < COUNT(kinds) && kinds[i].what >= LIVES)
		return true;
	/* Tags, and what is written anew, are nothing without what follows. */
	self.begun++;
	if (self.anew.len > 0 || str_begins(line.rest, STR("tags ")))
		return true;
	journal_log.taken += self.begun;
	self.begun = 0;
	return true;
}

/* Returns whether nobody can have any use for it. */
static bool
is_dead(struct str token, enum journal_kind place)
{
	struct journal_sum sum;
	struct str one, other;

	if (lives(token, false) ||
	    (token_split(token, &one, &other) && lives(one, false) &&
		lives(other, false)))
		return false;
	if (token_made(token) == 0) {
		sum = journal_look(token, 0);
		return place == JOURNAL_RECORDS &&
		    (sum.closed || sum.files == 0);
	}
	if (!self.named && !self.spares)
		JOURNAL_WARN(STR("no account and no group is registered: what "
				 "they had stays"));
	self.spares = !self.named;
	return self.named;
}

static bool
remove_file(struct str token, uint64_t key)
{
	return journal_store_close(token, JOURNAL_RECORDS) &&
	    journal_remove_file(token, key);
}

/* Removes old records, and notes what is largest. */
static void
visit_records(struct str token)
{
	const bool expires =
	    journal_log.waits == 0 && self.days != 0 && self.days < self.day;
	const uint64_t first = expires ? journal_key(self.day - self.days) : 0;
	struct journal_sum sum = journal_look(token, 0);

	while (sum.oldest != 0 && sum.oldest < first &&
	    remove_file(token, sum.oldest))
		sum = journal_look(token, 0);
	if (sum.files == 0)
		(void)journal_remove_directory(token); /* or it has members */
	if (sum.bytes <= self.sum.bytes)
		return;
	journal_name_set(&self.largest, token);
	self.sum = sum;
}

static void
visit(struct str token)
{
	const struct journal_letters_gone gone = {
		.upto = (self.day - LETTER_DAYS) * JOURNAL_DAY
	};

	if (self.reaps && is_dead(token, self.place)) {
		if (!end(token))
			JOURNAL_WARN(STR("cannot remove "), token);
	} else if (self.place == JOURNAL_RECORDS) {
		visit_records(token);
	} else if (self.place == JOURNAL_LETTERS && journal_log.waits == 0 &&
	    self.day > LETTER_DAYS && !journal_letters_remove(token, &gone)) {
		JOURNAL_WARN(STR("cannot remove letters of "), token);
	}
}

static bool
is_too_much(void)
{
	return self.size != 0 && journal_files.totals.bytes > self.size;
}

/* Goes on with the pass; while all is too large, another one follows. */
static void
pass_on(void)
{
	for (int i = 0; i < STEP && self.passes; i++)
		if (journal_next(self.place, &self.on))
			visit(journal_name(&self.on));
		else
			self.passes = ++self.place < JOURNAL_PLACES;
	if (!self.passes && is_too_much() && self.largest.len > 0 &&
	    remove_file(journal_name(&self.largest), self.sum.oldest))
		begin_pass(false);
}

bool
journal_pass(usec now, bool can_write)
{
	const usec wall = clock_wall(), ahead = wall - clock_boot();

	if (ahead > self.ahead + LEAP)
		wait_a_day();
	self.ahead = ahead;
	/* The next journal is told what lives, too; but room may be needed. */
	self.reaps = self.reaps && can_write;
	if (self.passes)
		pass_on();
	if (self.passes || now < journal_log.next)
		return self.passes;
	if (self.day != wall / JOURNAL_DAY || is_too_much() ||
	    (journal_log.waits != 0 && now >= journal_log.waits)) {
		journal_log.waits =
		    now >= journal_log.waits ? 0 : journal_log.waits;
		self.day = wall / JOURNAL_DAY;
		begin_pass(false);
	}
	journal_log.next = now + PAUSE;
	return self.passes;
}
