/*
 * The text being typed: the line, pasted text, and questions answered by a
 * key. Takes keys and returns what to do; draws nothing.
 */
#ifndef CLIENT_EDIT_TYPING_H
#define CLIENT_EDIT_TYPING_H

#include <stdbool.h>

#include "edit/answer.h"
#include "edit/complete.h"
#include "edit/edit.h"
#include "edit/find.h"
#include "edit/keys.h"
#include "edit/paste.h"
#include "shared/str.h"

/* The result of a key, if it concerns more than the line. */
enum typed {
	TYPED_NOTHING, /* it is handled */
	TYPED_BELL, /* it has no effect: ring the bell */
	TYPED_LINE, /* the line is complete */
	TYPED_PASTE, /* several lines were pasted: ask the user */
	TYPED_PASTE_LONG, /* the paste was too long and is dropped */
	TYPED_PASTE_FULL, /* a pasted line does not fit into the line */
	TYPED_YES, /* answers to TYPED_PASTE; paste has the lines */
	TYPED_NO,
	TYPED_DO, /* answers to the question of typing_doubt */
	TYPED_SAY,
	TYPED_KEEP,
	TYPED_UNANSWERED, /* Enter alone at either question */
	TYPED_OTHER, /* a line that answers neither question */
	TYPED_ANSWER, /* to typing_ask; answer has it */
	TYPED_NO_ANSWER,
	TYPED_TAB, /* complete the word: typing_complete */
	TYPED_QUIT,
	TYPED_SUSPEND,
	TYPED_ABORT,
	TYPED_COUNT
};

/* The state; all zero: an empty line. */
struct typing {
	struct edit edit;
	struct complete complete;
	struct find find; /* the search, Ctrl-R */
	struct paste paste;
	struct keys keys;
	struct answer answer;
	enum {
		TYPING_LINE,
		TYPING_ASKS_PASTE, /* pasted lines wait for the answer */
		TYPING_ASKS_LINE, /* the typed line waits for the answer */
		TYPING_ASKS_ANSWER /* a line is typed as the answer */
	} state;
};

/*
 * Returns whether a key would edit the line, rather than belong to a paste, an
 * answer or a search.
 */
bool typing_is_free(const struct typing *typing);

/* Handles the next key from keys_feed. */
enum typed typing_key(struct typing *typing, const struct key *key);

/* Completes the word before the cursor. Returns false if nothing matches. */
bool typing_complete(struct typing *typing, const struct choice *choice);

/* Returns true once after bytes came from the keyboard that are not UTF-8. */
bool typing_was_bad(struct typing *typing);

/* Asks the user whether to run the line as a command, or to send it as text. */
void typing_doubt(struct typing *typing);

/*
 * Asks the user for a line, a secret if it is hidden. The caller wipes the
 * answer with answer_begin.
 */
void typing_ask(struct typing *typing, bool hidden);

/* Withdraws the question; pasted text is dropped. */
void typing_forget(struct typing *typing);

/* Returns the line so far. */
struct str typing_line(const struct typing *typing);

void typing_free(struct typing *typing);

#endif
