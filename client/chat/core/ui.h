/*
 * The interface of a chat: a stream of lines in the terminal's own scrollback,
 * or a window. The chat decides what is shown, and its interface shows it. The
 * interface is chosen once, when the chat begins.
 */
#ifndef CLIENT_CHAT_CORE_UI_H
#define CLIENT_CHAT_CORE_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/words/meaning.h"
#include "edit/keys.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "text/render.h"

struct chat;
struct past_want;
struct console;

/* The kinds of lines of our own, by where they belong. */
enum remark {
	REMARK_HERE, /* in the view where the person looks or has typed */
	REMARK_EVERYWHERE, /* it concerns all groups and people */
	REMARK_APART, /* it belongs to no view but that of all */
	REMARK_AGAIN, /* told before, and still true */
	REMARK_MISTAKE /* a typed line cannot be done */
};

struct ui {
	void (*begin)(struct chat *chat); /* null: there is nothing to do */
	/* Takes the terminal, or gives it back, such as for Ctrl-Z. */
	void (*take)(struct chat *chat);
	void (*give_back)(struct chat *chat);
	void (*measure)(struct chat *chat); /* the size may have changed */
	/*
	 * Takes a line of the server that the session has not noted yet. If it
	 * is not to be shown, the interface only notes it.
	 */
	void (*hear)(struct chat *chat, const struct command *line, bool shown,
	    const struct manner *manner);
	/* Shows rendered lines, each with its LF, that are not the server's. */
	void (*show)(struct chat *chat, struct str lines);
	/*
	 * Shows a sentence of our own. If it is about a group, that is where it
	 * belongs, in an interface with views.
	 */
	void (*remark)(struct chat *chat, enum remark remark, struct str group,
	    const struct str *pieces, size_t count);
	/* Takes a key; false if it is for the input line. */
	bool (*key)(struct chat *chat, const struct key *key);
	/*
	 * Notes that the input line is taken and about to be emptied. May be
	 * null.
	 */
	void (*taken)(struct chat *chat);
	/* Returns where the person types now. */
	struct where (*where)(const struct chat *chat);
	/*
	 * Returns the name of view i if it is a group's, or else an empty one;
	 * null after the last. Null: there are no views.
	 */
	struct str (*group)(const struct chat *chat, size_t i);
	/*
	 * Runs a command that interfaces may carry out, with its arguments.
	 * False if this interface cannot.
	 */
	bool (*action)(struct chat *chat, enum action action, struct str rest);
	/*
	 * Notes that a command was sent, which is a whole line typed in the
	 * place. Null: the interface shows it once it is answered.
	 */
	void (*said)(struct chat *chat, const struct command *command,
	    const struct where *where);
	/*
	 * Takes the tags of the next event of the past; empty: that event is
	 * over. May be null.
	 */
	void (*tags)(struct chat *chat, struct str tags);
	/*
	 * Takes an event of the past for a request. Returns false if it is not
	 * shown, or was before. past_end: a page of the request has ended; it
	 * goes on with the next one or is over.
	 */
	bool (*past)(struct chat *chat, const struct past_want *want,
	    const struct command *event, const struct manner *manner);
	void (*past_end)(
	    struct chat *chat, const struct past_want *want, bool goes_on);
	/*
	 * Notes that the connection is lost; unanswered lines stay unconfirmed.
	 */
	void (*lost)(struct chat *chat);
	void (*draw)(struct chat *chat, struct str question);
	/*
	 * Returns when draw has more to do by itself. Null: never.
	 */
	usec (*due)(const struct chat *chat);
	/*
	 * Prints what is left, after the terminal was given back. Null: nothing
	 * is.
	 */
	void (*finish)(struct chat *chat);
};

#endif
