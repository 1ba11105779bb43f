/* Clients that are to be looked at for letters: see mailbox_queue.h. */
#include "router/verbs/history/mailbox_queue.h"

#include "base/data/ring.h"
#include "base/mem/limits.h"
#include "base/state/module.h"

/* Not saved: the next program looks at all that had letters to get. */
static struct ring mailbox_queue;

void
mailbox_queue_add(uint32_t who)
{
	(void)ring_add(&mailbox_queue, CLIENTS_MAX, who); /* or it is there */
}

bool
mailbox_queue_has(uint32_t who)
{
	return mailbox_queue.has[who];
}

size_t
mailbox_queue_count(void)
{
	return mailbox_queue.count;
}

uint32_t
mailbox_queue_take(void)
{
	return ring_take(&mailbox_queue, CLIENTS_MAX);
}

MODULE(mailbox_queue) = { TABLES(TABLE(mailbox_queue.has, CLIENTS_MAX),
    TABLE(mailbox_queue.row, CLIENTS_MAX)) };
