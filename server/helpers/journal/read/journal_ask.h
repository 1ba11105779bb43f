/*
 * A request for the past: who asks, for what, and how far the answer has come.
 * Each form of request has a function that takes the next step of the answer
 * (journal_read.h and others); journal_asks.h shares the time among them.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_ASK_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_ASK_H

#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_tables.h"
#include "helpers/journal/read/journal_walk.h"
#include "shared/buf.h"

/*
 * The lines that one answer becomes for its reader: no further event begins
 * once it has so many. A message of several lines is as many.
 */
#define JOURNAL_ANSWER_MOST 64

/* The events of a whole request, at most. */
#define JOURNAL_ASK_MOST 1000

/* Records of which an ask remembers the places. */
#define JOURNAL_TRAIL 512

/* The forms of requests. */
enum journal_form {
	JOURNAL_FORWARD,
	JOURNAL_BACKWARD,
	JOURNAL_FIND,
	JOURNAL_LOOK,
	JOURNAL_TALKS,
	JOURNAL_EXPORT,
	JOURNAL_STATUS,
	JOURNAL_LIST,
	JOURNAL_TABLE,
	JOURNAL_FITS,
	JOURNAL_LETTERS,
	JOURNAL_FORMS
};

/* The result of a step of an answer. */
enum journal_progress {
	JOURNAL_ANSWERED, /* the last line has been said */
	JOURNAL_GOES_ON,
	JOURNAL_WAITS, /* for an index, or for room in the output */
};

/* The records that were passed on the way back, to be said on the way forth. */
struct journal_trail {
	struct journal_place place[JOURNAL_TRAIL]; /* a ring */
	size_t count; /* that were put in and not taken out */
	size_t kept; /* of these, those that are still here: the latest */
	bool has_lost; /* others have given way */
};

/* A group or talk, and the ID of its last speech. */
struct journal_talk {
	uint64_t id;
	uint32_t target;
	uint32_t name; /* hash of its WHERE: the number may be another's now */
};

struct journal_ask {
	uint64_t number; /* of the request */
	enum journal_form form;
	char where[JOURNAL_WHERE], account[LIMIT_NAME], text[LIMIT_TEXT];
	size_t where_len, account_len, text_len; /* text: in lower case */
	uint16_t search[LIMIT_TEXT]; /* for the text: journal_search.h */
	struct journal_sign_wanted sign; /* and journal_sign.h */
	uint64_t made; /* when the account was */
	uint64_t joined; /* the reader's own join; 0: it is no member */
	bool only_joined; /* open groups are read as closed ones */
	bool only_said; /* of events, speech with its tags only */
	bool in_lines; /* a message of several lines counts as many events */
	uint64_t after, before; /* between these IDs; before 0: no bound */
	uint64_t most; /* events; the last one in lines may go beyond it */

	uint64_t time; /* when it was made: journal_names.h */
	unsigned phase; /* of the form; 0 at first */
	uint32_t target; /* JOURNAL_NONE: without records */
	uint64_t floor; /* earlier records are void */
	struct journal_walk walk;
	struct journal_trail trail;
	uint64_t key, at; /* a place of the form */
	struct journal_place first; /* export: the first line of an event */
	struct journal_table_place row; /* another */
	uint64_t hit; /* forward: the ID that the index has named; 0: none */
	struct journal_stretch stretch; /* forward: what is read now */
	uint64_t counted_id; /* of the event counted last */
	uint64_t said_id; /* of the speech that was met last on the way back */
	uint64_t count; /* events so far */
	uint64_t lines; /* that the answer becomes for its reader, so far */
	uint64_t last_id; /* of the last record looked at */
	uint64_t looked; /* records looked at */
	struct journal_talk talk[JOURNAL_ASK_MOST + 1]; /* sorted by ID */
	size_t talks;
	struct journal_letter letter[JOURNAL_ANSWER_MOST];
	size_t letters;
	bool has_more; /* letters than these */
	bool matches; /* find: an event of counted_id does */
	uint64_t leap; /* find: no block ends before here and after that
			  position of the walk's file; UINT64_MAX: it is not
			  known */
};

/* Returns the pieces of a request. */
static inline struct str
journal_ask_where(const struct journal_ask *ask)
{
	return (struct str) { ask->where, ask->where_len };
}

static inline struct str
journal_ask_account(const struct journal_ask *ask)
{
	return (struct str) { ask->account, ask->account_len };
}

static inline struct str
journal_ask_text(const struct journal_ask *ask)
{
	return (struct str) { ask->text, ask->text_len };
}

/*
 * Reads "NUMBER FROM RANK ROUNDS WHAT [TEXT]". False if it is not well formed;
 * *number is then that of the request, or 0.
 */
bool journal_ask_read(
    struct str text, struct journal_ask *ask, uint64_t *number);

/*
 * Empties the trail; puts in a place; returns the one that was put in last; and
 * takes it out. If others have given way to it, the events are not returned
 * that may not be whole: those of the newest ID that is left.
 */
void journal_trail_clear(struct journal_trail *trail);
void journal_trail_put(struct journal_trail *trail, struct journal_place place);
bool journal_trail_peek(
    const struct journal_trail *trail, struct journal_place *place);
void journal_trail_drop(struct journal_trail *trail);

#endif
