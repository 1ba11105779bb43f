/*
 * Questions to the journal: "ask NUMBER WHAT [TEXT]". Each is worked on in
 * steps, one at a time for each question in turn. A question may be asked
 * again.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H

#include "helpers/journal/journal_files.h"
#include "shared/buf.h"
#include "shared/codes.h"

/* The lines of one answer, and the bytes of files that one step looks at. */
#define JOURNAL_LINES ((uint64_t)64)
#define JOURNAL_TURN ((uint64_t)4 * 1024 * 1024)

/* What a step has come to. */
enum journal_step {
	JOURNAL_ON, /* the next step goes on */
	JOURNAL_SYNC, /* it ends when all that is written is safe */
	JOURNAL_END /* it is answered */
};

struct journal_ask {
	const struct journal_form *form; /* null: none */
	uint64_t number; /* 0: nobody has asked */
	bool waits; /* for a sync */
	enum code code; /* after the sync: why it is refused; or CODE_OK */
	unsigned phase; /* 0 at the beginning */

	/* What was asked; the words point into said. */
	struct str where, account, name, text;
	enum journal_kind kind;
	uint64_t id, joined, after, before, count;
	bool only_joined, only_said, in_lines;

	/* How far it has come. */
	uint64_t since; /* the ID since which it reads all */
	uint64_t key, at; /* of the next record; 0: it begins */
	uint64_t event, event_at; /* the one at hand, or its tags */
	uint64_t last; /* the ID up to which all was looked at */
	uint64_t given, lines; /* events, and lines of this answer */
	bool found, more;
	struct journal_name on; /* the token that it has come to */

	size_t len;
	char said[LIMIT_LINE];
};

/* Begins without questions. Answers go to that buffer. */
void journal_ask_begin(struct buf *up);

/*
 * Takes a question, after the word "ask". False if there is no place for it
 * now.
 */
bool journal_ask_take(struct str line);

/*
 * Goes on with what an earlier journal has noted to be erased, one by one, so
 * that questions still have places.
 */
void journal_erase_begin(void);

/*
 * Works on each question once, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused, and what nobody has
 * asked waits. Returns whether any can go on.
 */
bool journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and ends those, as that is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

/*
 * The rest is for the steps in journal_erase.c. journal_ask_add takes the
 * question WHAT TEXT, with a number of 0 for nobody; false if there is no
 * place, or nobody has asked and it is not well formed.
 */
bool journal_ask_add(uint64_t number, struct str what);

/* End the question: with words, or with a code and its text. */
enum journal_step journal_done(struct journal_ask *ask, struct str word);
enum journal_step journal_refuse(struct journal_ask *ask, enum code code);

/* Says "answer NUMBER" and the words. There is room for JOURNAL_LINES. */
void journal_answer(
    struct journal_ask *ask, const struct str *words, size_t count);
#define JOURNAL_ANSWER(ask, ...)                                  \
	journal_answer(ask, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * Has visit called for each record of a token, from where the question has come
 * to, or else from an ID on, or, back, before it; for about JOURNAL_TURN. visit
 * returns false to end that.
 */
enum journal_walk {
	WALK_ON, /* there is more */
	WALK_OVER, /* no more, or visit has ended it */
	WALK_FAILED /* something could not be read, or visit says so */
};
typedef bool journal_visit(struct journal_ask *ask, struct journal_scan *scan,
    const struct journal_record *record);
enum journal_walk journal_walk(struct journal_ask *ask, struct str token,
    uint64_t id, bool back, journal_visit *visit);

/* The steps of the questions that change files. */
enum journal_step journal_erase_one(struct journal_ask *ask);
enum journal_step journal_erase_account(struct journal_ask *ask);
enum journal_step journal_erase_group(struct journal_ask *ask);
enum journal_step journal_letters_put(struct journal_ask *ask);
enum journal_step journal_letters_get(struct journal_ask *ask);
enum journal_step journal_letters_cut(struct journal_ask *ask);

#endif
