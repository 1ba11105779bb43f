/*
 * The meanings of a typed line: input.h and words.h find them, and the chat
 * acts on them.
 */
#ifndef CLIENT_COMMANDS_MEANING_H
#define CLIENT_COMMANDS_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"

enum meaning {
	MEANS_NOTHING,
	MEANS_COMMAND, /* the words make one line for the server */
	MEANS_DEED, /* for the client itself, with the argument if any */
	MEANS_MISTAKE /* the words together say why nothing is done */
};

/* Commands that the client does itself. */
enum deed {
	DEED_NONE,
	/* Done by the face. */
	DEED_QUERY, /* NAME [TEXT]: open the view of a person */
	DEED_CLOSE, /* close the view */
	DEED_CLEAR, /* clear the view */
	DEED_SEARCH, /* [WORD] */
	DEED_WINDOW, /* N or a name: turn to that view */
	DEED_CHOOSE, /* G, which we are in: make it current */
	DEED_WHERE, /* list the views, or else the groups */
	/* Done by the chat. */
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
	enum deed deed; /* its argument is the word; null: none */
	bool usage; /* of a mistake: the line was no text to send */
	struct str word[INPUT_WORDS];
	size_t count;
};

#endif
