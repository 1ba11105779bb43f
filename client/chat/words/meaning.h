/*
 * What a typed line means, and the place where it was typed, which decides
 * that. input.h and words.h find the meaning, and the chat acts on it.
 */
#ifndef CLIENT_CHAT_WORDS_MEANING_H
#define CLIENT_CHAT_WORDS_MEANING_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/str.h"
#include "world/world.h"

enum where_kind {
	WHERE_NOWHERE, /* we are in no group */
	WHERE_GROUP,
	WHERE_PERSON,
	WHERE_ALL /* the view of all, from which no text can be sent */
};

/* The place. The interface fills it in. */
struct where {
	enum where_kind kind;
	struct str name; /* of the group or the person */
	const struct world *joined; /* never null */
	bool views; /* people have views as well as groups */
	struct str me; /* our name; the chat fills it in */
};

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
	ACTION_REPLY, /* TEXT */
	ACTION_REACT, /* WORD */
	ACTION_WINDOW, /* [N or a name]: turn to that view, or list them */
	/* Done by the chat. */
	ACTION_SET, /* [KEY [VALUE]] */
	ACTION_HELP, /* [WORD] */
	ACTION_RECONNECT,
	ACTION_LOGIN, /* NAME [SECRET] */
	ACTION_REGISTER, /* [#G] */
	ACTION_OPER, /* NAME [SECRET] */
	ACTION_COUNT
};

#define INPUT_WORDS 5

struct input {
	enum meaning meaning;
	enum verb verb; /* of a command */
	enum action action; /* its argument is word[0]; null: none */
	bool needs_name; /* the line can be obeyed once there is a name */
	bool usage; /* of a mistake: the line was not meant as a message */
	struct str word[INPUT_WORDS];
	size_t count;
	bool hints; /* the text looks like a command */
};

#define INPUT(MEANING, ...)                                            \
	(struct input)                                                 \
	{                                                              \
		.meaning = MEANING, .word = { __VA_ARGS__ },           \
		.count = COUNT(((const struct str[]) { __VA_ARGS__ })) \
	}

#endif
