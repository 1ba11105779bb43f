/*
 * Clients that are to be looked at for letters, in turn: each is in the queue
 * once, even if it has gone meanwhile.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_MAILBOX_QUEUE_H
#define SERVER_ROUTER_VERBS_HISTORY_MAILBOX_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Puts the client at the end, unless it is in the queue already. */
void mailbox_queue_add(uint32_t who);

bool mailbox_queue_has(uint32_t who);
size_t mailbox_queue_count(void);

/* Takes the first one; there must be one. */
uint32_t mailbox_queue_take(void);

#endif
