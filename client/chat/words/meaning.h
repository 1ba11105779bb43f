/*
 * The meanings of a typed line: input.h and words.h find them, and the chat
 * acts on them.
 */
#ifndef CLIENT_CHAT_WORDS_MEANING_H
#define CLIENT_CHAT_WORDS_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"

enum meaning {
	MEANS_NOTHING,
	MEANS_COMMAND, /* the words make one line for the server */
	MEANS_ACTION, /* the client itself acts; the word is the argument */
	MEANS_MISTAKE /* the words together are the error message */
};

/* Commands that the client carries out itself. */
enum action {
	ACTION_NONE,
	/* Done by the interface. */
	ACTION_QUERY, /* NAME [TEXT]: open the view of a person */
	ACTION_CLOSE, /* close the view */
	ACTION_CLEAR, /* clear the view */
	ACTION_SEARCH, /* [WORD] */
	ACTION_REDACT, /* delete our last message in the view */
	ACTION_URL, /* [N]: list links, or copy one */
	ACTION_WINDOW, /* N or a name: turn to that view */
	ACTION_CHOOSE, /* G, which we are in: make it current */
	ACTION_WHERE, /* list the views, or else the groups */
	/* Done by the chat. */
	ACTION_SET, /* [KEY [VALUE]] */
	ACTION_HELP, /* [WORD] */
	ACTION_IGNORE, /* [PATTERN [TIME]] */
	ACTION_UNIGNORE, /* PATTERN */
	ACTION_MUTE, /* [G] */
	ACTION_UNMUTE, /* [G] */
	ACTION_HIGHLIGHT, /* [WORDS] */
	ACTION_ALIAS, /* [WORD [TEXT]] */
	ACTION_UNALIAS, /* WORD */
	ACTION_RECONNECT,
	ACTION_CYCLE, /* G, which we are in: leave it and join it again */
	ACTION_VERSION,
	ACTION_LOGIN, /* NAME [SECRET] */
	ACTION_REGISTER, /* [#G] */
	ACTION_OPER, /* NAME [SECRET] */
	ACTION_ENROLL, /* NAME [SECRET] */
	ACTION_COUNT
};

#define INPUT_WORDS 5

struct input {
	enum meaning meaning;
	enum verb verb; /* of a command */
	enum action action; /* its argument is word[0]; null: none */
	bool needs_name; /* the line can be obeyed once there is a name */
	bool final; /* of a mistake: no other reading is to be tried */
	bool usage; /* of a mistake: the line was not meant as a message */
	struct str word[INPUT_WORDS];
	size_t count;
	enum verb looks; /* the command that a text looks like */
	struct str hint[INPUT_WORDS]; /* how to give that command */
	size_t hints; /* 0: the text looks like none */
};

#endif
