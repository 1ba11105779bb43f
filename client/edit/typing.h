/*
 * What a person is typing: the line, what is pasted, and the questions that are
 * answered by a key. Keys in, what is to be done out; it draws nothing. Used by
 * the chat, and by its faces, which draw it.
 */
#ifndef CLIENT_EDIT_TYPING_H
#define CLIENT_EDIT_TYPING_H

#include <stdbool.h>

#include "edit/complete.h"
#include "edit/edit.h"
#include "edit/find.h"
#include "edit/keys.h"
#include "edit/paste.h"
#include "shared/str.h"

/* What a key was, where the line alone does not deal with it. */
enum typed {
	TYPED_NOTHING, /* it is done */
	TYPED_BELL, /* it cannot be done */
	TYPED_LINE, /* the line is whole */
	TYPED_PASTE, /* many lines: the person has to be asked */
	TYPED_PASTE_LONG, /* it was too long, and is dropped */
	TYPED_YES, /* the answers to that; paste has the lines */
	TYPED_NO,
	TYPED_DO, /* the same of the line that typing_doubt asks about */
	TYPED_SAY,
	TYPED_KEEP,
	TYPED_TAB, /* the word is to be completed: typing_complete */
	TYPED_QUIT,
	TYPED_SUSPEND,
	TYPED_ABORT,
	TYPED_COUNT
};

/* All zero: an empty line. */
struct typing {
	struct edit edit;
	struct complete complete;
	struct find find; /* Ctrl-R */
	struct paste paste;
	struct keys keys;
	enum {
		TYPING_LINE,
		TYPING_ASKS_PASTE, /* many lines wait for the person's word */
		TYPING_ASKS_LINE /* and so does the one that was typed */
	} state;
};

/* Is a key one for the line, and no part of a paste, an answer or a search? */
bool typing_is_free(const struct typing *typing);

/* Takes one more key, which keys_feed has given. */
enum typed typing_key(struct typing *typing, const struct key *key);

/* Completes the word before the cursor; false if nothing fits. */
bool typing_complete(struct typing *typing, const struct choice *choice);

/* True once if bytes came from the keyboard that are not UTF-8. */
bool typing_was_bad(struct typing *typing);

/* Whether the line is to be done is asked, and whether to say it. */
void typing_doubt(struct typing *typing);

/* There is nothing to ask after all: what was pasted is dropped. */
void typing_forget(struct typing *typing);

/* The line so far. */
struct str typing_line(const struct typing *typing);

void typing_free(struct typing *typing);

#endif
