/* Clients that are to be looked at for letters: see mailbox_queue.h. */
#include "router/verbs/history/mailbox_queue.h"

#include "base/mem/limits.h"
#include "base/state/module.h"

/* Not saved: the next program looks at all that had letters to get. */
static struct {
	bool *listed; /* of each client */
	uint32_t *ring;
	size_t first, count;
} mailbox_queue;

void
mailbox_queue_add(uint32_t who)
{
	if (mailbox_queue.listed[who])
		return;
	mailbox_queue.listed[who] = true;
	mailbox_queue
	    .ring[(mailbox_queue.first + mailbox_queue.count++) % CLIENTS_MAX] =
	    who;
}

bool
mailbox_queue_has(uint32_t who)
{
	return mailbox_queue.listed[who];
}

size_t
mailbox_queue_count(void)
{
	return mailbox_queue.count;
}

uint32_t
mailbox_queue_take(void)
{
	const uint32_t who = mailbox_queue.ring[mailbox_queue.first];

	mailbox_queue.first = (mailbox_queue.first + 1) % CLIENTS_MAX;
	mailbox_queue.count--;
	mailbox_queue.listed[who] = false;
	return who;
}

MODULE(mailbox_queue) = { TABLES(TABLE(mailbox_queue.listed, CLIENTS_MAX),
    TABLE(mailbox_queue.ring, CLIENTS_MAX)) };
