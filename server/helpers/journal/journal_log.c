/* What the router says to the journal: see journal_log.h. */
#include "helpers/journal/journal_log.h"

#include <errno.h>
#include <unistd.h>

#include "helpers/helper.h"
#include "helpers/journal/journal_marks.h"

/* The bytes of a file at which the next one begins. */
#define FILE_LEAST ((uint64_t)64 * 1024)
#define FILE_MOST ((uint64_t)64 * 1024 * 1024)
#define FILES_LEAST 16 /* of history_size */

/* With so many tokens, no group comes that nobody has registered. */
#define TOKENS 65536

/* The time between two looks at the clock and at the size. */
#define PAUSE (60 * SEC)

/* So many groups and talks are looked at together. */
#define LOOKS 16

/* Hashes of accounts; two may have the same. */
#define ACCOUNTS 8192

/* So often counts what an account has in talks: many speak in a group. */
#define ONE_PERSON 16

/*
 * For so long a clock that is a day ahead of what is known is not believed: it
 * may be set right meanwhile. A quiet server may be restarted every day.
 */
#define DISTRUST (6 * 3600 * SEC)

/* One line. */
struct line {
	uint64_t id;
	struct str digits, where, kind, rest;
	enum journal_kind file; /* of a table or a box */
};

struct journal_log journal_log;

static struct {
	uint64_t file_most;
	bool again; /* what comes may be there */
	uint64_t begun; /* lines that are not counted as taken yet */
	bool full; /* it has warned that there are too many tokens */

	uint64_t days, size; /* the limits */
	usec seen; /* the wall clock, at the last look; or the last record */
	usec waits; /* until then nothing expires by time; 0: it does */
	uint64_t day; /* of the wall clock, at the last look */
	bool expires; /* it looks what may: */
	struct disk_names names; /* of these */
	struct journal_name largest; /* of who has most */
	struct journal_sum most; /* of the largest */
	uint64_t weight; /* of who has most */
	bool counted; /* talks, at least once; until then nothing goes */
	/* By hashes of accounts, bytes of their talks: last time, and now. */
	uint64_t talks[2][ACCOUNTS];
} self;

/*
 * Cuts off what comes again: all records from that ID on. The router sends each
 * journal whatever the last one has not said to be stored ("again"), though the
 * files may have it: so the first such line of a group cuts them off there, and
 * it and all after it come in the same order.
 */
static bool
cut_off(struct str token, uint64_t id)
{
	struct journal_scan scan;
	bool good = true;
	uint64_t key;

	journal_store_close(token, JOURNAL_RECORDS);
	while (good && (key = journal_look(token, id - 1).after) != 0)
		good = journal_remove_file(token, key);
	journal_scan_seek(&scan, token, id);
	good = good && scan.error == 0;
	if (good && scan.at < scan.size) {
		good = ftruncate(scan.fd, (off_t)scan.at) == 0;
		journal_files.bytes -= good ? scan.size - scan.at : 0;
		journal_touched();
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
	struct journal_sum sum;

	if (slot == NULL) {
		sum = journal_look(token, 0);
		if (sum.error != 0) {
			(void)journal_store_fail(
			    journal_path(token, JOURNAL_RECORDS, 0), sum.error);
			return NULL;
		}
		slot = journal_store_open(
		    token, JOURNAL_RECORDS, sum.before != 0 ? sum.before : id);
	}
	/* Lines of one ID stay in one file. */
	if (slot == NULL || slot->last == id || slot->key >= id ||
	    (slot->key / JOURNAL_DAY == id / JOURNAL_DAY &&
		slot->file.size + buf_len(&slot->file.waiting) <
		    self.file_most))
		return slot;
	return journal_store_open(token, JOURNAL_RECORDS, id);
}

/* Returns whether there is no room for the records of another group. */
static bool
is_full(struct str token)
{
	if (journal_files.tokens < TOKENS || token_made(token) > 0 ||
	    journal_look(token, 0).files > 0)
		return false;
	if (!self.full)
		HELPER_WARN(STR("there are too many groups: those that come "
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
			HELPER_WARN(token,
			    STR(": a record comes too late, and is dropped"));
			return true;
		}
		if (!cut_off(token, line->id))
			return false;
		slot = NULL;
	}
	if (slot == NULL && is_full(token))
		return true;
	if (slot == NULL && !journal_marks_meet(token))
		return false;
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

/* Takes that nothing is recorded from now on, unless the last record says so.
 */
static bool
take_off(const struct line *line)
{
	struct line off = *line;
	struct journal_record last;
	struct journal_scan scan;
	bool has;

	if (!journal_store_write())
		return false;
	journal_scan_seek(&scan, line->where, UINT64_MAX);
	scan.most = JOURNAL_GLANCE;
	has = journal_scan_read(&scan, JOURNAL_BACK, &last) &&
	    !str_eq(last.verb, JOURNAL_OFF);
	journal_scan_close(&scan);
	off.kind = STR("o");
	off.rest = JOURNAL_OFF;
	return !has || take_record(&off);
}

/*
 * Takes "GROUP BEGUN", that an account is in a group which began by that event,
 * and since then unless it is already; "GROUP 0", that it is out, unless it has
 * come later; or "TARGET ID", that it has read what was said there up to that
 * ID.
 */
static bool
take_mark(const struct line *line)
{
	struct str rest = line->rest;
	const struct str target = str_word(&rest);
	struct journal_mark mark, before;
	uint64_t number;

	if (!token_is_valid(target) ||
	    !str_to_number(rest, UINT64_MAX, &number)) {
		HELPER_WARN(STR("a mark is not well formed"));
		return true;
	}
	if (!journal_mark_find(line->where, target, &mark))
		return false;
	before = mark;
	if (str_eq(line->kind, STR("seen")))
		mark.read = usec_later(mark.read, number);
	else if (str_eq(line->kind, STR("out")))
		mark.since = line->id > mark.since ? 0 : mark.since;
	else if (mark.since == 0 || mark.since < number)
		mark.since = line->id;
	return (mark.read == before.read && mark.since == before.since) ||
	    journal_mark_put(line->where, target, &mark);
}

/* Begins a new file, to which changes go while it is open. */
static bool
begin_new(const struct line *line)
{
	journal_store_close(line->where, line->file);
	return journal_store_open(line->where, line->file, JOURNAL_NEW) != NULL;
}

/* The new file takes the place of the old one, unless that has just failed. */
static bool
end_new(const struct line *line)
{
	struct journal_slot *slot = journal_store_find(line->where, line->file);
	const char *path;
	bool good;

	if (slot == NULL || slot->key != JOURNAL_NEW)
		return true;
	path = journal_path(line->where, line->file, 0);
	good = append_replace(&slot->file, journal_files.state, path) ||
	    journal_store_fail(path, errno);
	journal_touched();
	/* A sync that is tried again may not tell the truth. */
	journal_store_close(line->where, line->file);
	return good;
}

/* Takes a line of a table or a box. */
static bool
take_change(const struct line *line)
{
	struct journal_slot *slot = journal_store_find(line->where, line->file);

	if (slot == NULL)
		slot = journal_store_open(line->where, line->file, 0);
	return slot != NULL && JOURNAL_ADD(slot, line->rest, STR("\n"));
}

/* Ends what has that token. */
static bool
take_end(const struct line *line)
{
	return journal_remove(line->where) ||
	    journal_store_fail(
		journal_path(line->where, JOURNAL_RECORDS, 0), errno);
}

/* The kinds of lines. */
static const struct form {
	struct str kind;
	bool has_rest;
	enum journal_kind file; /* of a table or a box */
	bool (*take)(const struct line *line); /* null: the rest comes again */
} forms[] = {
	{ LIT("o"), true, JOURNAL_RECORDS, take_record },
	{ LIT("c"), true, JOURNAL_RECORDS, take_record },
	{ LIT("off"), false, JOURNAL_RECORDS, take_off },
	{ LIT("in"), true, JOURNAL_READ, take_mark },
	{ LIT("out"), true, JOURNAL_READ, take_mark },
	{ LIT("seen"), true, JOURNAL_READ, take_mark },
	{ LIT("table"), true, JOURNAL_TABLE, take_change },
	{ LIT("box"), true, JOURNAL_BOX, take_change },
	{ LIT("table-anew"), false, JOURNAL_TABLE, begin_new },
	{ LIT("box-anew"), false, JOURNAL_BOX, begin_new },
	{ LIT("table-whole"), false, JOURNAL_TABLE, end_new },
	{ LIT("box-whole"), false, JOURNAL_BOX, end_new },
	{ LIT("end"), false, JOURNAL_KINDS, take_end },
	{ LIT("again"), false, JOURNAL_KINDS, NULL },
};

bool
journal_log_take(struct str text)
{
	struct line line = { .rest = text };
	const struct form *form = forms;
	const struct journal_slot *slot = NULL;
	bool good;

	line.digits = str_word(&line.rest);
	line.where = str_word(&line.rest);
	line.kind = str_word(&line.rest);
	while (form < forms + COUNT(forms) && !str_eq(line.kind, form->kind))
		form++;
	good = form < forms + COUNT(forms) && line.digits.len == LIMIT_ID &&
	    str_to_number(line.digits, UINT64_MAX, &line.id) &&
	    (line.rest.len > 0 || !form->has_rest) &&
	    (form->take != NULL ? token_is_valid(line.where) :
				  str_eq(line.where, STR("-")));
	if (!good) {
		HELPER_WARN(STR("a line for the history is not well formed"));
	} else if (form->take == NULL) {
		self.again = true;
		return true;
	} else {
		line.file = form->file;
		if ((line.file != JOURNAL_RECORDS && !journal_store_write()) ||
		    !form->take(&line))
			return false;
		slot = journal_store_find(line.where, line.file);
	}
	/* Tags, and what is written anew, are nothing without what follows. */
	self.begun++;
	if ((slot != NULL && slot->key == JOURNAL_NEW) ||
	    str_begins(line.rest, STR("tags ")))
		return true;
	journal_log.taken += self.begun;
	self.begun = 0;
	return true;
}

/*
 * Takes the file "members" that an earlier version has left beside records:
 * lines "ID in ACCOUNT" of a group, and "ID in TALK" of an account that has
 * missed what was said there from that ID on. The file goes once that is on the
 * disk. False with errno.
 */
static bool
inherit(struct str token)
{
	char room[2 * TOKEN_MOST];
	struct journal_scan scan;
	struct str text;
	struct buf rest;
	bool good = true;

	if (!journal_scan_open(&scan, token, JOURNAL_MEMBERS))
		return scan.error == 0;
	while (good && journal_scan_line(&scan, &text)) {
		struct line line = { .where = token, .kind = STR("seen") };
		if (!str_to_number(str_word(&text), UINT64_MAX, &line.id) ||
		    !str_eq(str_word(&text), STR("in")) ||
		    !token_is_valid(text) || line.id == 0)
			continue;
		buf_init(&rest, room, sizeof(room));
		if (text.at[0] == '@') {
			(void)BUF_CAT(
			    &rest, text, STR(" "), DECIMAL(line.id - 1));
		} else {
			(void)BUF_CAT(&rest, token, STR(" 0"));
			line.where = text;
			line.kind = STR("in");
		}
		line.rest = buf_str(&rest);
		good = take_mark(&line);
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		errno = scan.error;
	return good && scan.error == 0 && journal_store_sync(true) &&
	    unlinkat(journal_files.state,
		journal_path(token, JOURNAL_MEMBERS, 0), 0) == 0;
}

/* Looks at the records of a group or talk: of all, the last one is wanted. */
static bool
look_at(struct str token)
{
	const struct journal_sum sum = journal_look(token, 0);

	journal_files.tokens++;
	journal_files.bytes += sum.bytes;
	/* A file is of the day on which it begins. */
	if (sum.before / JOURNAL_DAY >= journal_log.before / JOURNAL_DAY)
		journal_log.before = usec_later(
		    journal_log.before, journal_scan_last(token, false));
	return !sum.members || inherit(token);
}

/* Looks at all there is, and removes what is not whole; false with errno. */
static bool
look_at_all(void)
{
	struct disk_names names;
	struct str name;

	for (int place = 0; place < JOURNAL_PLACES; place++) {
		journal_list(&names, (enum journal_kind)place);
		while (disk_names_next(&names, &name))
			if (!journal_was_new(names.fd, name) &&
			    place == JOURNAL_RECORDS && token_is_valid(name) &&
			    !look_at(name)) {
				disk_names_close(&names);
				return false;
			}
		errno = names.error;
		if (names.error != 0)
			return false;
	}
	return true;
}

bool
journal_log_begin(int state, uint64_t days, uint64_t size)
{
	const uint64_t most = size / FILES_LEAST;

	journal_log = (struct journal_log) { .next = 0 };
	memset(&self, 0, sizeof(self));
	self.file_most = size == 0 || most > FILE_MOST ? FILE_MOST :
	    most < FILE_LEAST			       ? FILE_LEAST :
							 most;
	self.days = days;
	self.size = size;
	journal_files_begin(state);
	if (!look_at_all())
		return false;
	self.seen = journal_log.before;
	return true;
}

static bool
line_is_too_much(void)
{
	return self.size != 0 && journal_files.bytes > self.size;
}

/* Begins to look at all groups and talks, and whether anything may expire. */
static void
begin_expiry(void)
{
	memcpy(self.talks[0], self.talks[1], sizeof(self.talks[0]));
	memset(self.talks[1], 0, sizeof(self.talks[1]));
	self.largest.len = 0;
	self.most = (struct journal_sum) { .bytes = 0 };
	self.weight = 0;
	journal_list(&self.names, JOURNAL_RECORDS);
	self.expires = true;
}

/* Counts a talk for its two accounts; returns the most that one had last time.
 */
static uint64_t
count_talk(struct str one, struct str other, uint64_t bytes)
{
	const size_t a = journal_hash(one) % ACCOUNTS;
	const size_t b = journal_hash(other) % ACCOUNTS;

	self.talks[1][a] += bytes;
	self.talks[1][b] += bytes;
	return self.talks[0][self.talks[0][a] > self.talks[0][b] ? a : b];
}

/*
 * Removes what is too old of a group or talk, and notes the largest one of who
 * has most: of the two of a talk, the one who has more pays for it.
 */
static void
expire_token(struct str token)
{
	const bool by_time = self.waits == 0 && self.days != 0;
	struct journal_sum sum = journal_look(token, 0);
	struct str one, other;
	uint64_t weight;

	while (by_time && sum.after != 0 &&
	    sum.after / JOURNAL_DAY + self.days < self.day &&
	    journal_remove_file(token, sum.after))
		sum = journal_look(token, 0);
	weight = sum.bytes;
	if (token_split(token, &one, &other))
		weight = ONE_PERSON * count_talk(one, other, sum.bytes);
	if (weight > self.weight ||
	    (weight == self.weight && sum.bytes > self.most.bytes)) {
		journal_name_set(&self.largest, token);
		self.most = sum;
		self.weight = weight;
	}
}

/*
 * Looks at some more. At the end, while all is too large, the oldest file of
 * the largest directory goes, and it looks again.
 */
static void
expire_some(void)
{
	struct str token;
	bool counted;

	for (int i = 0; i < LOOKS; i++) {
		if (journal_next(&self.names, &token)) {
			expire_token(token);
			continue;
		}
		if (self.names.error != 0)
			HELPER_WARN(STR("cannot list what may expire"));
		counted = self.counted;
		self.counted = true;
		self.expires = false;
		if (line_is_too_much() &&
		    (!counted ||
			(self.largest.len > 0 &&
			    journal_remove_file(
				journal_name(&self.largest), self.most.after) &&
			    line_is_too_much())))
			begin_expiry();
		return;
	}
}

bool
journal_expire(usec now)
{
	const usec wall = clock_wall();
	bool by_time;

	if (self.expires)
		expire_some();
	if (self.expires || now < journal_log.next)
		return self.expires;
	if (self.seen != 0 && wall > self.seen + JOURNAL_DAY) {
		HELPER_WARN(STR("the clock has jumped ahead: nothing expires "
				"for 6 hours"));
		self.waits = now + DISTRUST;
	}
	self.seen = wall;
	journal_log.next = now + PAUSE;
	by_time = self.day != wall / JOURNAL_DAY ||
	    (self.waits != 0 && now >= self.waits);
	if (!by_time && !line_is_too_much())
		return false;
	self.waits = now >= self.waits ? 0 : self.waits;
	self.day = wall / JOURNAL_DAY;
	self.counted = false;
	begin_expiry();
	return true;
}
