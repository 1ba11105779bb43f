/*
 * The text being typed: the line, the search in earlier ones, pasted text, and
 * the answer to a question, which takes all keys until it is given. Takes keys
 * and returns what to do; draws nothing.
 */
#ifndef CLIENT_EDIT_TYPING_H
#define CLIENT_EDIT_TYPING_H

#include <stdbool.h>

#include "edit/edit.h"
#include "edit/keys.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

/* The longest paste, in bytes; a longer one is refused as a whole. */
#define PASTE_MOST 16384

/* A paste; all zero: empty. */
struct paste {
	char text[PASTE_MOST];
	size_t len;
	bool lost; /* it was too long */
};

/* Begins a new paste. */
void typing_paste_begin(struct paste *paste);

/*
 * Adds text: a character, or more. A TAB becomes spaces up to the next multiple
 * of 8 characters.
 */
void typing_paste_add(struct paste *paste, struct str text);

/*
 * Returns the text without white space at its end or empty lines at its start.
 */
struct str typing_paste_text(const struct paste *paste);

/* Returns the number of lines of that text. */
size_t typing_paste_lines(const struct paste *paste);

#define FIND_MOST 64

/* The room for typing_find_prompt, in bytes. */
#define FIND_PROMPT (FIND_MOST + 32)

/* The word of a search, while it is typed; all zero: empty. */
struct find_word {
	char text[FIND_MOST]; /* UTF-8 */
	size_t len;
};

/* The effect of a key on the word. */
enum find_typed {
	FIND_OTHER, /* the key does not edit the word */
	FIND_FULL, /* no room, or nothing to delete */
	FIND_LONGER,
	FIND_SHORTER
};

enum find_typed typing_find_type(struct find_word *word, const struct key *key);

struct str typing_find_text(const struct find_word *word);

/* A search in the history; all zero: none. */
struct find {
	bool active;
	bool failed; /* no line contains the word: the last match is shown */
	struct find_word word;
	size_t ago; /* number of the line before the search */
};

/* Appends the prompt of the search: "(search back) `abc': ". */
void typing_find_prompt(const struct find *find, struct buf *to);

/* The result of a key, if it concerns more than the line. */
enum typed {
	TYPED_NOTHING, /* it is handled */
	TYPED_BELL, /* it has no effect: ring the bell */
	TYPED_LINE, /* the line is complete */
	TYPED_PASTE, /* several lines were pasted: ask the user */
	TYPED_PASTE_LONG, /* it, or a line of it, was, and is dropped */
	TYPED_ANSWER, /* the answer is complete */
	TYPED_NO_ANSWER, /* it was cancelled */
	TYPED_TAB, /* complete the word: the chat does */
	TYPED_QUIT,
	TYPED_SUSPEND,
	TYPED_ABORT,
	TYPED_COUNT
};

/* The state; all zero: an empty line. */
struct typing {
	struct edit edit;
	struct find find; /* the search, Ctrl-R */
	struct paste paste;
	struct keys keys;
	bool asks; /* a question is open */
	bool hidden; /* its answer is a secret */
	bool answers; /* what is pasted is a part of its answer */
	struct edit answer;
};

/*
 * Returns whether a key would edit the line, rather than belong to a paste, an
 * answer or a search.
 */
bool typing_is_free(const struct typing *typing);

/* Handles the next key from keys_feed. */
enum typed typing_key(struct typing *typing, const struct key *key);

/* Opens a question; typing_wipe ends it, and wipes what was typed. */
void typing_ask(struct typing *typing, bool hidden);
void typing_wipe(struct typing *typing);

void typing_free(struct typing *typing);

#endif
