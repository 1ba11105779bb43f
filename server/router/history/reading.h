/*
 * Requests for the past that are under way, one for each client at most. The
 * journal is asked for some lines at a time, while the client has room for
 * them; each is checked and sent on at once. A request knows how far it has
 * come, so that another journal can go on with it.
 */
#ifndef SERVER_ROUTER_HISTORY_READING_H
#define SERVER_ROUTER_HISTORY_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/history/target.h"
#include "router/history/wish.h"
#include "shared/codes.h"

/*
 * The most lines for the reader in one answer of the journal, but for those of
 * the event that it ends with.
 */
#define READING_STEP 64

/* The end of a request. */
struct reading_end {
	enum code code; /* CODE_OK, or why it was refused */
	uint32_t found; /* events */
	uint64_t last; /* the ID to go on from */
	bool is_author; /* of reading_look: the client has sent the message */
};

/*
 * Begins the client's request, or goes on with it. Returns false while the
 * client has to wait: call it again when its line is run again. Returns true at
 * the end.
 */
bool reading_go_on(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end);

/*
 * Work like reading_go_on. reading_export reads all that the target's account
 * has said after an ID, reading_talks its groups and talks that have new
 * messages.
 */
bool reading_export(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end);
bool reading_talks(uint32_t who, const struct target *target,
    const struct wish *wish, struct reading_end *end);

/*
 * Works like reading_go_on: looks for the message with that ID. end->found is 0
 * if there is none.
 */
bool reading_look(uint32_t who, const struct target *target, uint64_t id,
    struct reading_end *end);

#endif
