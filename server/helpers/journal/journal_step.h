/*
 * A question, and what each step of it has in common: it looks at so much,
 * answers with so many lines, and says where the question goes on.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_STEP_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_STEP_H

#include "helpers/journal/journal_scan.h"
#include "shared/codes.h"

/* With so many lines an answer ends. */
#define JOURNAL_ASK_LINES ((uint64_t)63)

/*
 * What is asked first looks at so much: that is enough for most, and a moment
 * for those who wait behind many others.
 */
#define JOURNAL_ASK_FIRST ((uint64_t)512 * 1024)

/* What a step has come to. */
enum step {
	STEP_ON, /* it has looked at enough for now */
	STEP_FULL, /* the answer has enough lines */
	STEP_OVER, /* a walk has no more, or its visitor has ended it */
	STEP_SYNC, /* it ends when all that is written is safe */
	STEP_END /* it is answered */
};

struct ask;

/* Takes a record; returns STEP_ON if more are wanted. */
typedef enum step visit_record(struct ask *ask, struct journal_scan *scan,
    const struct journal_record *record);

struct ask {
	const struct form *form; /* null: none */
	visit_record *visit; /* of the past */
	uint64_t number;
	bool waits; /* for a sync */
	enum code code; /* after the sync: why it is refused; or CODE_OK */

	/* What was asked; the words point into said. */
	struct str where, account, name, text;
	uint64_t id, begun, joined, after, before, count;
	bool only_joined, only_said, in_lines, only_missed;

	/* Of records that the answer lacks: */
	bool off; /* nothing is recorded after the record at hand */
	bool dark; /* something is missing after "last" */

	/*
	 * Where it goes on, and what is known there: of another question, as
	 * the router says what it was told.
	 */
	bool goes_on;
	bool turned; /* the last events are counted, and given now */
	uint64_t at; /* of what was looked at last: an ID, or a place */
	uint64_t counted; /* events, before they are given; or erased */
	uint64_t last; /* the ID up to which all was looked at */
	struct str on; /* the token that it has come to; or empty */

	/* Of this step: */
	uint64_t until; /* of journal_files.work: it goes on later */
	uint64_t since; /* the ID since which it reads all */
	uint64_t given, lines; /* events, and lines of this answer */

	char said[LIMIT_LINE];
};

/*
 * Says "answer NUMBER" and the words. There is room for JOURNAL_ASK_LINES and
 * the tags of an event.
 */
void journal_answer(struct ask *ask, const struct str *words, size_t count);
#define JOURNAL_ANSWER(ask, ...) journal_answer(ask, STRS(__VA_ARGS__))

/* Refuse the question; and end its answer, or refuse it for an errno. */
enum step journal_step_refuse(struct ask *ask, enum code code);
enum step journal_step_end(struct ask *ask, int error);

/*
 * Tells where the question goes on: later, or next, before others of its kind.
 */
enum step journal_step_go_on(struct ask *ask, struct str when);

/*
 * Has visit called for each record of a token, from an ID on, or, back, before
 * it, until that is enough; not between tags and their event. If something
 * cannot be read, or the visitor says so, the question is refused.
 */
enum step journal_step_walk(struct ask *ask, struct str token, uint64_t id,
    enum journal_way way, visit_record *visit);

/* Returns whether the step has looked at enough for now. */
bool journal_step_is_enough(const struct ask *ask);

#endif
