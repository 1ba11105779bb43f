/*
 * With whom a box is left: with the last member of its group all that is in it
 * is dropped. Two who post, find each other there and leave would drop it. So
 * who posts says so in its own table before it joins, and leaves a box that
 * nobody takes from only to a member who does not post, or to one who does and
 * has the lesser name: of those who post the one with the least name stays.
 * Used by forkcast post.
 */
#ifndef CLIENT_SCRIPT_BOX_HANDOFF_H
#define CLIENT_SCRIPT_BOX_HANDOFF_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * So many others are asked whether they post. If there are more who do, their
 * leaving is heard, and a part of the rest is asked then.
 */
#define BOX_HANDOFF_ASKED_MOST 32

/* All zero: nobody has been looked for. */
struct box_handoff {
	enum {
		BOX_HANDOFF_UNKNOWN,
		BOX_HANDOFF_SOUGHT,
		BOX_HANDOFF_NONE,
		BOX_HANDOFF_FOUND, /* or there is nothing to be kept */
	} state;
	bool declared; /* the others can know that we post */
	bool owed; /* the answer to what was asked last */
	bool waits; /* the box has items, and nobody takes them */
	bool changed; /* somebody has come or gone since it is sought */
	bool posts; /* the one who is asked has said so */
	struct {
		char name[LIMIT_NAME];
		size_t len;
	} other[BOX_HANDOFF_ASKED_MOST];
	size_t others;
	size_t asked; /* of these */
};

/*
 * Says that we post into the box; before its group is joined. If the server has
 * no room for that in our table, the others take us for one who stays, so that
 * we wait for one who does not post.
 */
void box_handoff_declare(struct session *session, struct str box);

/*
 * Looks for it, once a turn: says what is to be said next, if the session is
 * ready. While there is none, whoever comes or goes makes it unknown anew.
 */
void box_handoff_seek(
    struct box_handoff *company, struct session *session, struct str box);

/* A line of the server has come. */
void box_handoff_note(struct box_handoff *company,
    const struct session *session, const struct command *line, struct str box);

#endif
