/*
 * Leaving a box to another member. A box loses all its items when the last
 * member leaves its group, unless the server's configuration names it. Two
 * posters that each trust the other to stay, and both leave, would lose them.
 * So a poster declares in its own table, before it joins, that it posts. It
 * leaves a box from which nobody takes only to a member who does not post, or
 * to a poster with a lesser name. The poster with the least name stays.
 */
#ifndef CLIENT_SCRIPT_WORK_BOX_HANDOFF_H
#define CLIENT_SCRIPT_WORK_BOX_HANDOFF_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * How many others are asked whether they post. If more members post, we hear
 * them leave, and then ask some of the rest.
 */
#define BOX_HANDOFF_ASKED_MOST 32

/* All zero: no search has begun. */
struct box_handoff {
	enum {
		BOX_HANDOFF_UNKNOWN,
		BOX_HANDOFF_SOUGHT,
		BOX_HANDOFF_NONE,
		BOX_HANDOFF_FOUND, /* or there is nothing to keep */
	} state;
	bool declared; /* the others can see that we post */
	bool owed; /* the last question has no answer yet */
	bool waits; /* the box has items and no takers, and may go */
	bool changed; /* members have changed since the search began */
	bool posts; /* the member who is asked says that it posts */
	struct {
		char name[LIMIT_NAME];
		size_t len;
	} other[BOX_HANDOFF_ASKED_MOST];
	size_t others;
	size_t members_asked; /* how many others have been asked */
};

/*
 * Declares that we post into the box; to be called before its group is joined.
 * If the server has no room for the key in our table, the others take us for a
 * member who stays, and we wait for a member who does not post.
 */
void box_handoff_declare(struct session *session, struct str box);

/*
 * Seeks a member to leave the box to: sends the next question if the session is
 * ready. To be called once a turn. If no member will do, the search begins anew
 * when anybody joins or leaves.
 */
void box_handoff_seek(
    struct box_handoff *handoff, struct session *session, struct str box);

/* Takes a line of the server. */
void box_handoff_note(struct box_handoff *handoff,
    const struct session *session, const struct command *line, struct str box);

#endif
