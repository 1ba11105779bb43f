/*
 * What the masks of groups say of clients, remembered: a group has up to a
 * hundred in each list, and who is refused may ask again and again. Bounded:
 * what was asked of lately is known, and all else is asked for anew. A change
 * of the masks, or of who the client is, counts at once (masks_version). Used
 * by rights.c.
 */
#ifndef SERVER_ROUTER_MODEL_VERDICTS_H
#define SERVER_ROUTER_MODEL_VERDICTS_H

#include <stdbool.h>
#include <stdint.h>

enum verdict_of { VERDICT_BANNED, VERDICT_MUTED, VERDICT_INVITED, VERDICTS };

/* False where there is no memory. */
bool verdicts_init(void);

/* Does that hold of the client in the group? */
bool verdicts_say(uint32_t group, uint32_t client, enum verdict_of what);

#endif
