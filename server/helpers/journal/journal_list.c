/*
 * Questions about what there is: talks, tables, boxes, figures; and the sync of
 * all that was said before.
 */
#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_past.h"
#include "helpers/journal/journal_store.h"

/* The most talks of an answer, and tokens that are looked at in a step. */
#define TALKS 500
#define TOKENS 200

/* A talk and its last message. */
struct talk {
	const struct journal_dir *dir;
	uint64_t id;
};

static struct {
	const struct journal_ask *lists; /* the one that lists talks; or null */
	size_t talks;
	struct talk talk[TALKS]; /* the most recent first */

	/* Where the last replay has ended, as the next one goes on there. */
	enum journal_place place;
	uint64_t line, at;
	size_t len;
	char token[TOKEN_MOST];
} self;

/* Finds the last message of a directory. */
static uint64_t
last_said(struct journal_dir *dir)
{
	uint64_t key = UINT64_MAX;
	struct journal_record record;
	struct journal_scan scan;

	while (dir->said == 0 && (key = journal_file_before(dir, key)) != 0) {
		if (!journal_scan_open(&scan, dir, key, false))
			continue;
		scan.at = scan.size;
		scan.most = JOURNAL_GLANCE;
		while (dir->said == 0 && journal_scan_back(&scan, &record))
			if (record.state != '-' &&
			    journal_past_is_said(record.verb))
				dir->said = record.id;
		journal_scan_close(&scan);
	}
	if (dir->said == 0)
		dir->said = 1; /* there is none */
	return dir->said;
}

/* Puts a talk where it belongs, if it is among the most recent ones. */
static void
add_talk(const struct journal_ask *ask, struct journal_dir *dir)
{
	const size_t most = ask->count < TALKS ? (size_t)ask->count : TALKS;
	const uint64_t id = last_said(dir);
	size_t at = self.talks;

	if (id <= ask->after || id <= 1 ||
	    (ask->before != 0 && id >= ask->before))
		return;
	while (at > 0 && self.talk[at - 1].id < id)
		at--;
	if (at == most)
		return;
	self.talks += self.talks < most;
	memmove(&self.talk[at + 1], &self.talk[at],
	    (self.talks - at - 1) * sizeof(struct talk));
	self.talk[at] = (struct talk) { dir, id };
}

/* Returns whether the account has a part in it, and it may be recent enough. */
static bool
is_its_talk(const struct journal_ask *ask, struct journal_dir *dir)
{
	const struct str name = journal_dir_name(dir);
	struct str one, other;

	if (dir->newest == 0 ||
	    JOURNAL_KEY_DAY(dir->newest) < ask->after / JOURNAL_DAY)
		return false;
	if (token_split(name, &one, &other))
		return str_eq(one, ask->account) || str_eq(other, ask->account);
	return journal_members_since(dir, ask->account) != 0;
}

/* Only one question at a time lists talks. */
enum journal_step
journal_list_talks(struct journal_ask *ask)
{
	struct journal_dir *dir = NULL;

	if (self.lists != NULL && self.lists != ask)
		return JOURNAL_ON;
	if (self.lists == NULL)
		self.talks = 0;
	self.lists = ask;
	for (int i = 0; i < TOKENS; i++) {
		dir = journal_ask_next(ask);
		if (dir == NULL)
			break;
		if (is_its_talk(ask, dir))
			add_talk(ask, dir);
	}
	if (dir != NULL)
		return JOURNAL_ON;
	for (size_t i = self.talks; i > 0; i--)
		JOURNAL_ANSWER(ask, STR("talk"),
		    journal_dir_name(self.talk[i - 1].dir),
		    DECIMAL(self.talk[i - 1].id));
	self.lists = NULL;
	return JOURNAL_DONE(ask, STR("done"));
}

/* Moves the scan behind so many lines; false if there are fewer. */
static bool
skip_lines(struct journal_ask *ask, struct journal_scan *scan)
{
	struct str line;

	ask->last = 0;
	if (self.place == ask->place && self.line <= ask->id &&
	    self.at <= scan->size &&
	    str_eq((struct str) { self.token, self.len }, ask->where)) {
		scan->at = self.at;
		ask->last = self.line;
	}
	for (; ask->last < ask->id; ask->last++)
		if (!journal_scan_line(scan, &line))
			return false;
	return true;
}

enum journal_step
journal_list_replay(struct journal_ask *ask)
{
	struct journal_scan scan;
	char name[TOKEN_MOST + 1] = { 0 };
	struct str line;
	bool more = false;

	memcpy(name, ask->where.at, ask->where.len);
	if (!journal_scan_open_at(
		&scan, journal_place(ask->place), name, false))
		return JOURNAL_DONE(ask, STR("done"));
	if (skip_lines(ask, &scan)) {
		more = true;
		while (ask->lines < JOURNAL_LINES &&
		    (more = journal_scan_line(&scan, &line))) {
			JOURNAL_ANSWER(ask, STR("line"), line);
			ask->lines++;
		}
		ask->last += ask->lines;
		self.place = ask->place;
		self.line = ask->last;
		self.at = scan.at;
		self.len = ask->where.len;
		memcpy(self.token, ask->where.at, ask->where.len);
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return more ? JOURNAL_DONE(ask, STR("more"), DECIMAL(ask->last)) :
		      JOURNAL_DONE(ask, STR("done"));
}

enum journal_step
journal_list_tokens(struct journal_ask *ask)
{
	const struct journal_dir *dir;

	while (ask->lines < JOURNAL_LINES) {
		dir = journal_ask_next(ask);
		if (dir == NULL)
			return JOURNAL_DONE(ask, STR("done"));
		if ((dir->has & 1 << ask->place) == 0)
			continue;
		JOURNAL_ANSWER(ask, STR("file"), journal_dir_name(dir));
		ask->lines++;
	}
	return JOURNAL_DONE(
	    ask, STR("more"), (struct str) { ask->on, ask->on_len });
}

enum journal_step
journal_list_status(struct journal_ask *ask)
{
	struct journal_dir *dir, *oldest = NULL;
	struct journal_record record = { .id = 0 };
	struct journal_scan scan;

	while ((dir = journal_ask_next(ask)) != NULL)
		if (dir->oldest != 0 &&
		    (oldest == NULL || dir->oldest < oldest->oldest))
			oldest = dir;
	if (oldest != NULL &&
	    journal_scan_open(&scan, oldest, oldest->oldest, false)) {
		(void)journal_scan_next(&scan, &record);
		journal_scan_close(&scan);
	}
	return JOURNAL_DONE(ask, STR("done"), DECIMAL(journal_dirs_files()),
	    DECIMAL(journal_dirs_bytes()), DECIMAL(record.id));
}

enum journal_step
journal_list_sync(struct journal_ask *ask)
{
	if (ask->phase++ == 0 && journal_store_unsynced() > 0)
		return JOURNAL_SYNC;
	return JOURNAL_DONE(ask, STR("done"));
}
