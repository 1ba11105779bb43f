/*
 * Requests for the past that are under way, one for each client at most. The
 * journal is asked for some lines at a time, while the client has room for
 * them; each is checked and sent on at once. A request knows how far it has
 * come, so that another journal, or the next program, can go on with it.
 */
#ifndef SERVER_ROUTER_HISTORY_READING_H
#define SERVER_ROUTER_HISTORY_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/conns.h"
#include "shared/codes.h"
#include "shared/past.h"
#include "shared/str.h"
#include "shared/token.h"

/*
 * The target of a request: a group, or a talk of two accounts, and what the
 * journal must know to decide what the client may read there. Without a place,
 * the groups and talks of an account are listed.
 */
struct target {
	struct str where; /* the token; empty: no place */
	struct past_place place;
	struct str account; /* the client's; empty: none */
	struct str token; /* of that account; empty: it is not asked for */
	uint64_t joined; /* the event by which the client joined; 0: not in */
	uint64_t begun; /* by which the group began; 0: it stays */
	char at[TOKEN_MOST], own[TOKEN_MOST], other[TOKEN_MOST]; /* tokens */
};

/* How the journal is asked: "forward ...", "backward ..." and so on. */
enum wish_way { WISH_FORWARD, WISH_BACKWARD, WISH_FIND };

/*
 * The events with after < ID < before (0: no bound), at most count: from the
 * first on, the last of them, or the last ones with that text.
 */
struct wish {
	enum wish_way way;
	uint64_t after;
	uint64_t before;
	uint32_t count;
	struct str text; /* to find */
	bool only_said; /* messages only */
	bool in_lines; /* a message of several lines counts as many */
	bool missed; /* none that the account has read */
	bool looks; /* for a message that is not sent; found 0: there is none */
	bool resumes_at_first; /* LASTID is the first event's */
	uint64_t asked; /* the ID in the command, which is LASTID of nothing */
};

/* The end of a request. */
struct reading_end {
	enum code code; /* CODE_OK, or why it was refused */
	uint32_t found; /* events */
	uint64_t last; /* the ID to go on from */
	bool is_author; /* who looked for one message has sent it */
};

/*
 * Begins the client's request, or goes on with it. Returns false while the
 * client has to wait: call it again when its line is run again. Returns true at
 * the end.
 */
bool reading_go_on(conn_id who, const struct target *target,
    const struct wish *wish, struct reading_end *end);

#endif
