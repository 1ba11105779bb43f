/*
 * What a typed line can mean: what input.h and words.h find out, and the chat
 * acts on.
 */
#ifndef CLIENT_COMMANDS_MEANING_H
#define CLIENT_COMMANDS_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"

enum meaning {
	MEANS_NOTHING,
	MEANS_COMMAND, /* the words, as one line, are for the server */
	MEANS_DEED, /* the client itself does it, with the word, if any */
	MEANS_MISTAKE /* the words, put together, say why it is not done */
};

/* What the client does by itself. */
enum deed {
	DEED_NONE,
	/* The face does these. */
	DEED_QUERY, /* NAME [TEXT]: the view of a person */
	DEED_CLOSE, /* the view */
	DEED_CLEAR, /* the view */
	DEED_SEARCH, /* [WORD] */
	DEED_WINDOW, /* N or a name: the view */
	DEED_CHOOSE, /* G, which we are in: now the current group */
	DEED_WHERE, /* which views there are; else the chat: which groups */
	/* And the chat these. */
	DEED_SET, /* [KEY [VALUE]] */
	DEED_HELP, /* [WORD] */
	DEED_IGNORE, /* [PATTERN [GROUP]] */
	DEED_UNIGNORE, /* PATTERN [GROUP] */
	DEED_HIGHLIGHT, /* [WORDS] */
	DEED_ALIAS, /* [WORD [TEXT]] */
	DEED_UNALIAS, /* WORD */
	DEED_RECONNECT,
	DEED_COUNT
};

#define INPUT_WORDS 3

struct input {
	enum meaning meaning;
	enum verb verb; /* of a command */
	enum deed deed; /* its word is what stands behind; at null: nothing */
	bool usage; /* a mistake: no text was to be sent */
	struct str word[INPUT_WORDS];
	size_t count;
};

#endif
