/*
 * Questions about what there is: talks, tables, boxes, figures; and the sync of
 * all that was said before.
 */
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_members.h"

/* The most talks of an answer. */
#define TALKS 500

static struct {
	const struct journal_ask *lists; /* the one that lists talks; or null */
	struct journal_batch batch; /* that it looks at */
	size_t talks;
	struct talk {
		struct journal_name name;
		uint64_t id; /* of its last message */
	} talk[TALKS]; /* the most recent first */
} self;

/* Finds the last message of a group or talk; 0: there is none. */
static uint64_t
last_said(struct str token)
{
	struct journal_record record;
	struct journal_scan scan;
	uint64_t id = 0;

	journal_scan_seek(&scan, token, UINT64_MAX);
	scan.most = JOURNAL_GLANCE;
	while (id == 0 && journal_scan_back(&scan, &record))
		if (record.state != '-' && journal_record_is_said(&record))
			id = record.id;
	journal_scan_close(&scan);
	return id;
}

/* Puts a talk where it belongs, if it is among the most recent ones. */
static void
add_talk(const struct journal_ask *ask, const struct journal_name *name)
{
	const size_t most = ask->count < TALKS ? (size_t)ask->count : TALKS;
	const uint64_t id = last_said(journal_name(name));
	size_t at = self.talks;

	if (id <= ask->after || (ask->before != 0 && id >= ask->before))
		return;
	while (at > 0 && self.talk[at - 1].id < id)
		at--;
	if (at == most)
		return;
	self.talks += self.talks < most;
	memmove(&self.talk[at + 1], &self.talk[at],
	    (self.talks - at - 1) * sizeof(struct talk));
	self.talk[at] = (struct talk) { *name, id };
}

/* Returns whether the account may have a part in it. */
static bool
may_be_its_talk(const void *account, struct str token)
{
	struct str one, other;

	if (token_split(token, &one, &other))
		return str_eq(one, *(const struct str *)account) ||
		    str_eq(other, *(const struct str *)account);
	return journal_mark(token, *(const struct str *)account, false);
}

/* Looks at some more. Only one question at a time lists talks. */
enum journal_step
journal_list_talks(struct journal_ask *ask)
{
	struct journal_batch *batch = &self.batch;

	if (self.lists != NULL && self.lists != ask)
		return JOURNAL_ON;
	if (self.lists == NULL)
		self.talks = 0;
	self.lists = ask;
	journal_list(batch, JOURNAL_RECORDS, journal_ask_on(ask),
	    may_be_its_talk, &ask->account);
	for (size_t i = 0; i < batch->count; i++) {
		const struct str token = journal_name(&batch->name[i]);
		if (token.at[0] == '@' ||
		    journal_members_since(token, ask->account) != 0)
			add_talk(ask, &batch->name[i]);
		journal_ask_move(ask, token);
	}
	if (batch->count == JOURNAL_BATCH)
		return JOURNAL_ON;
	for (size_t i = self.talks; i > 0; i--)
		JOURNAL_ANSWER(ask, STR("talk"),
		    journal_name(&self.talk[i - 1].name),
		    DECIMAL(self.talk[i - 1].id));
	self.lists = NULL;
	return JOURNAL_DONE(ask, STR("done"));
}

enum journal_step
journal_list_replay(struct journal_ask *ask)
{
	struct journal_scan scan;
	struct str line;
	bool more =
	    journal_scan_open(&scan, journal_path(ask->where, ask->kind, 0));

	scan.at = ask->id;
	while (more && ask->lines < JOURNAL_LINES &&
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
	for (; ask->lines < JOURNAL_LINES; ask->lines++) {
		if (!journal_ask_next(ask, ask->kind))
			return JOURNAL_DONE(ask, STR("done"));
		JOURNAL_ANSWER(ask, STR("file"), journal_ask_on(ask));
	}
	return JOURNAL_DONE(ask, STR("more"), journal_ask_on(ask));
}

/* Looks at one more for the oldest record. */
enum journal_step
journal_list_status(struct journal_ask *ask)
{
	const struct journal_totals *totals = journal_totals();
	struct journal_record record;
	struct journal_scan scan;

	if (!journal_ask_next(ask, JOURNAL_RECORDS))
		return JOURNAL_DONE(ask, STR("done"), DECIMAL(totals->files),
		    DECIMAL(totals->bytes), DECIMAL(ask->last));
	journal_scan_seek(&scan, journal_ask_on(ask), 0);
	scan.most = JOURNAL_GLANCE;
	if (journal_scan_next(&scan, &record) &&
	    (ask->last == 0 || record.id < ask->last))
		ask->last = record.id;
	journal_scan_close(&scan);
	return JOURNAL_ON;
}

enum journal_step
journal_list_sync(struct journal_ask *ask)
{
	return ask->phase++ == 0 ? JOURNAL_SYNC :
				   JOURNAL_DONE(ask, STR("done"));
}
