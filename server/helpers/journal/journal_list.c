/*
 * Questions about what there is: talks, tables, boxes, figures; and the sync of
 * all that was said before.
 */
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_members.h"
#include "helpers/journal/journal_store.h"

/* The most talks of an answer. */
#define TALKS 500

/* The tokens of a step; each talk that is looked at is like so many. */
#define TOKENS 2000
#define TALK 50

/* A talk and its last message. */
struct talk {
	struct journal_dir *dir;
	uint64_t id;
};

static struct {
	const struct journal_ask *lists; /* the one that lists talks; or null */
	size_t talks;
	struct talk talk[TALKS]; /* the most recent first */
} self;

/* Finds the last message of a group or talk; 1: there is none. */
static uint64_t
last_said(struct journal_dir *dir)
{
	struct journal_record record;
	struct journal_scan scan;

	if (dir->said != 0)
		return dir->said;
	journal_scan_seek(&scan, dir, UINT64_MAX);
	while (dir->said == 0 && journal_scan_back(&scan, &record))
		if (record.state != '-' && journal_record_is_said(&record))
			dir->said = record.id;
	journal_scan_close(&scan);
	if (dir->said == 0)
		dir->said = 1;
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

/* Returns whether the account has a part in it. */
static bool
is_its_talk(const struct journal_ask *ask, struct journal_dir *dir)
{
	struct str one, other;

	if (dir->newest == 0)
		return false;
	if (token_split(journal_dir_name(dir), &one, &other))
		return str_eq(one, ask->account) || str_eq(other, ask->account);
	return journal_members_since(dir, ask->account) != 0;
}

/* Gives the talks, unless one has ended meanwhile. */
static enum journal_step
give_talks(struct journal_ask *ask)
{
	self.lists = NULL;
	for (size_t i = self.talks; i > 0; i--) {
		const struct talk *talk = &self.talk[i - 1];
		if (talk->dir->said >= talk->id && is_its_talk(ask, talk->dir))
			JOURNAL_ANSWER(ask, STR("talk"),
			    journal_dir_name(talk->dir), DECIMAL(talk->id));
	}
	return JOURNAL_DONE(ask, STR("done"));
}

/* Only one question at a time lists talks. */
enum journal_step
journal_list_talks(struct journal_ask *ask)
{
	uint32_t place =
	    journal_dir_after((struct str) { ask->on, ask->on_len });
	struct journal_dir *dir;
	int work;

	if (self.lists != NULL && self.lists != ask)
		return JOURNAL_ON;
	if (self.lists == NULL)
		self.talks = 0;
	self.lists = ask;
	for (work = 0; work < TOKENS; work++) {
		dir = journal_dir_at(place++);
		if (dir == NULL)
			return give_talks(ask);
		journal_ask_move(ask, dir);
		if (!is_its_talk(ask, dir))
			continue;
		add_talk(ask, dir);
		work += TALK;
	}
	return JOURNAL_ON;
}

enum journal_step
journal_list_replay(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);
	struct journal_scan scan;
	struct str line;
	bool more = false;

	if (dir == NULL ||
	    !journal_scan_open(&scan, journal_path(dir, ask->kind, 0)))
		return JOURNAL_DONE(ask, STR("done"));
	scan.at = ask->id;
	while (ask->lines < JOURNAL_LINES &&
	    (more = journal_scan_line(&scan, &line))) {
		JOURNAL_ANSWER(ask, STR("line"), line);
		ask->lines++;
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return more ? JOURNAL_DONE(ask, STR("more"), DECIMAL(scan.at)) :
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
		if ((dir->has & 1 << ask->kind) == 0)
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
	const struct journal_totals totals = journal_dirs_totals();
	struct journal_dir *dir, *oldest = NULL;
	struct journal_record record = { .id = 0 };
	struct journal_scan scan;

	for (uint32_t i = 0; (dir = journal_dir_at(i)) != NULL; i++)
		if (dir->oldest != 0 &&
		    (oldest == NULL || dir->oldest < oldest->oldest))
			oldest = dir;
	if (oldest != NULL) {
		journal_scan_seek(&scan, oldest, 0);
		(void)journal_scan_next(&scan, &record); /* or it has none */
		journal_scan_close(&scan);
	}
	return JOURNAL_DONE(ask, STR("done"), DECIMAL(totals.files),
	    DECIMAL(totals.bytes), DECIMAL(record.id));
}

enum journal_step
journal_list_sync(struct journal_ask *ask)
{
	return ask->phase++ == 0 ? JOURNAL_SYNC :
				   JOURNAL_DONE(ask, STR("done"));
}
