/*
 * A cache of whether masks match clients: a group has up to a hundred masks in
 * each list, and a client that was refused may ask again and again. The cache
 * is bounded: it holds recent verdicts, and others are found again. A change of
 * the masks, or of the client's identity, takes effect at once (masks_version).
 */
#ifndef SERVER_ROUTER_MODEL_VERDICTS_H
#define SERVER_ROUTER_MODEL_VERDICTS_H

#include <stdbool.h>
#include <stdint.h>

enum verdict_kind { VERDICT_BANNED, VERDICT_MUTED, VERDICT_INVITED, VERDICTS };

void verdicts_init(void);

/*
 * Returns whether the client is banned, muted or invited by masks of the group.
 */
bool verdicts_match(uint32_t group, uint32_t client, enum verdict_kind what);

#endif
