/*
 * Questions to the journal: "ask NUMBER WHAT [TEXT]". Each is worked on in
 * steps, one at a time for each question in turn. A question may be asked
 * again.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H

#include "helpers/journal/journal_scan.h"
#include "shared/buf.h"
#include "shared/codes.h"

/* The lines of one answer, and the bytes of files that one step looks at. */
#define JOURNAL_LINES ((uint64_t)64)
#define JOURNAL_TURN ((uint64_t)4 * 1024 * 1024)

/* What a step has come to. */
enum journal_step {
	JOURNAL_ON, /* the next step goes on */
	JOURNAL_SYNC, /* the next step comes when all that is written is safe */
	JOURNAL_END /* it is answered */
};

struct journal_ask {
	const struct journal_form *form; /* null: none */
	uint64_t number; /* 0: nobody has asked */
	bool waits; /* for a sync */
	unsigned phase; /* 0 at the beginning */

	/* What was asked; the words point into said. */
	struct str where, account, name, text;
	enum journal_kind kind;
	uint64_t id, joined, after, before, count;
	bool only_joined, only_said, in_lines;

	/* How far it has come. */
	uint64_t since; /* the ID since which it reads all */
	uint64_t key, at; /* of the next record; 0: it begins */
	uint64_t last; /* the ID up to which all was looked at */
	uint64_t given, lines; /* events, and lines of this answer */
	bool found;
	size_t on_len; /* the token that it has come to */
	char on[TOKEN_MOST];

	size_t len;
	char said[LIMIT_LINE];
};

/* Gets the memory; false with errno. Answers go to that buffer. */
bool journal_ask_init(struct buf *up);

/*
 * Takes a question, after the word "ask". False if there is no place for it
 * now. journal_ask_begin takes one that nobody has asked: WHAT TEXT.
 */
bool journal_ask_take(struct str line);
void journal_ask_begin(struct str what);

/*
 * Works on each question once, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused, and what nobody has
 * asked waits. Returns whether any can go on.
 */
bool journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and tells them that it is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

/* Says "answer NUMBER" and the words. There is room for JOURNAL_LINES. */
void journal_answer(
    struct journal_ask *ask, const struct str *words, size_t count);
#define JOURNAL_ANSWER(ask, ...)                                  \
	journal_answer(ask, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* End the question: with words, or with a code and its text. */
#define JOURNAL_DONE(ask, ...) \
	(JOURNAL_ANSWER(ask, __VA_ARGS__), (enum journal_step)JOURNAL_END)
enum journal_step journal_refuse(struct journal_ask *ask, enum code code);

/*
 * Returns the token that the question has come to; moves to one; or goes on to
 * the next of a place, and returns false if there is none.
 */
struct str journal_ask_on(const struct journal_ask *ask);
void journal_ask_move(struct journal_ask *ask, struct str token);
bool journal_ask_next(struct journal_ask *ask, enum journal_kind place);

/*
 * Opens the records where the question has come to, or at an ID if it begins;
 * and notes where it has come to, and closes them.
 */
void journal_ask_enter(const struct journal_ask *ask, struct journal_scan *scan,
    struct str token, uint64_t id);
void journal_ask_leave(struct journal_ask *ask, struct journal_scan *scan);

/* Begins with what an earlier journal has noted to be erased. */
void journal_erase_begin(void);

/* The steps of the questions whose work is in other files. */
enum journal_step journal_past_forward(struct journal_ask *ask);
enum journal_step journal_past_backward(struct journal_ask *ask);
enum journal_step journal_past_look(struct journal_ask *ask);
enum journal_step journal_past_export(struct journal_ask *ask);
enum journal_step journal_past_find(struct journal_ask *ask);
enum journal_step journal_erase_one(struct journal_ask *ask);
enum journal_step journal_erase_account(struct journal_ask *ask);
enum journal_step journal_erase_group(struct journal_ask *ask);
enum journal_step journal_letters_put(struct journal_ask *ask);
enum journal_step journal_letters_get(struct journal_ask *ask);
enum journal_step journal_letters_cut(struct journal_ask *ask);

#endif
