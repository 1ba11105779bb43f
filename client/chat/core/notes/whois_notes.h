/*
 * The answer to the person's /whois, shown as one block of labelled lines once
 * all of it has come. Every label stands before the text of a stranger.
 */
#ifndef CLIENT_CHAT_CORE_NOTES_WHOIS_NOTES_H
#define CLIENT_CHAT_CORE_NOTES_WHOIS_NOTES_H

#include <stdbool.h>

#include "net/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "text/render.h"

/* Room for the groups of a person. If there are more, "..." follows. */
#define WHOIS_GROUPS 2048

struct whois_notes {
	struct buf lines; /* the block, as far as it has come */
	struct buf groups;
	bool come; /* the block is whole */
	char memory[RENDER_ROOM];
	char groups_memory[WHOIS_GROUPS];
};

/* Resets the state for a new connection. */
void whois_notes_begin(struct whois_notes *notes);

/*
 * Takes a line of the server that the session has not noted yet; true if it is
 * part of the answer, and need not be shown itself. Then notes->come tells
 * whether notes->lines are to be shown; whois_notes_begin follows that.
 */
bool whois_notes_take(struct whois_notes *notes, const struct session *session,
    const struct command *line);

#endif
