/*
 * The backlogs of clients: while much waits for a client, its bytes are counted
 * for each of its groups, so that congestion.h knows who is behind in which
 * group. A group is known by its tag, as a chunk of a queue carries it.
 */
#ifndef SERVER_ROUTER_DELIVERY_BACKLOGS_H
#define SERVER_ROUTER_DELIVERY_BACKLOGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * backlogs_add adds bytes of the group with that tag, and backlogs_sub
 * subtracts them and returns whether this took the client below GROUPS_MARK;
 * neither does anything if the client is not in that group. backlogs_clear sets
 * the client's counts to 0.
 */
void backlogs_add(uint32_t client, uint64_t tag, size_t bytes);
bool backlogs_sub(uint32_t client, uint64_t tag, size_t bytes);
void backlogs_clear(uint32_t client);

#endif
