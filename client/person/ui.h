/*
 * What a chat looks like: to a filter, as a stream of lines in the terminal's
 * own scroll, or as a window. The chat says what there is to show, and a face
 * shows it. Chosen once, when the chat begins; used by the chat alone.
 */
#ifndef CLIENT_PERSON_UI_H
#define CLIENT_PERSON_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "edit/complete.h"
#include "edit/keys.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "text/render.h"

struct chat;

/* A line of our own, and where it belongs. */
enum remark {
	REMARK_HERE, /* where the person looks, or has typed */
	REMARK_EVERYWHERE, /* it concerns all groups and people */
	REMARK_AGAIN, /* it was told before, of what still goes on */
	REMARK_MISTAKE /* what was typed cannot be done */
};

struct ui {
	void (*begin)(struct chat *chat);
	/* The terminal is ours, or is to be given back, as at a Ctrl-Z. */
	void (*take)(struct chat *chat);
	void (*give_back)(struct chat *chat);
	void (*measure)(struct chat *chat); /* the size may be another one */
	/* Can more of what the server says be taken? */
	bool (*ready)(struct chat *chat);
	/*
	 * A line of the server, which the session has not noted yet; if it is
	 * not to be shown, the face only takes note of it.
	 */
	void (*hear)(struct chat *chat, const struct command *line, bool shown,
	    const struct manner *manner);
	/* Lines that are rendered, each with its LF; it is not the server's. */
	void (*show)(struct chat *chat, struct str lines);
	void (*remark)(struct chat *chat, enum remark remark,
	    const struct str *pieces, size_t count);
	/* The same about a group, to which it belongs. Null: all are alike. */
	void (*remark_of)(struct chat *chat, struct str group,
	    const struct str *pieces, size_t count);
	/*
	 * One more line of what is read and then put away, as help. Null: there
	 * is no place for that, and lines are shown as all others.
	 */
	void (*leaf)(struct chat *chat, struct str line);
	/* One more key; false if it is for the line. Null: there are none. */
	bool (*key)(struct chat *chat, const struct key *key);
	/* Are the members of a group shown? Null: they never are. */
	bool (*shows_members)(const struct chat *chat);
	/* Who is where the line goes. Null: nobody knows. */
	struct crowd (*crowd)(const struct chat *chat);
	/* The line is taken, and about to be empty. Null: likewise. */
	void (*taken)(struct chat *chat);
	/*
	 * What goes in front of a line of input, so that "where" knows where it
	 * was typed; valid until the next. Null: likewise.
	 */
	struct str (*origin)(struct chat *chat);
	/*
	 * Where the line of input was typed, which decides what it means; what
	 * the face has put in front of it goes.
	 */
	struct where (*where)(const struct chat *chat, struct str *line);
	/*
	 * A deed of those that a face may do, and what stands behind its word;
	 * false if this face has no such thing.
	 */
	bool (*deed)(struct chat *chat, enum deed deed, struct str rest);
	/*
	 * The command, a whole line that was typed there, has been said. Null:
	 * it shows once it is answered.
	 */
	void (*said)(struct chat *chat, const struct command *command,
	    const struct where *where);
	/* The connection is lost; what is owed has not been confirmed. */
	void (*lost)(struct chat *chat);
	void (*draw)(struct chat *chat, struct str question);
	/* The time until draw has more to do by itself; 0: for ever. */
	usec (*due)(const struct chat *chat);
	/* The terminal has been given back; what is left to print. */
	void (*finish)(struct chat *chat);
};

extern const struct ui face_filter, face_stream, face_window;

#endif
