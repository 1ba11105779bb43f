/*
 * The history's records: which events are recorded, and those that the journal
 * has not stored yet.
 */
#ifndef SERVER_ROUTER_DELIVERY_RECORD_H
#define SERVER_ROUTER_DELIVERY_RECORD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * record_journal_ready notes that a journal in that slot takes records from now
 * on, and sends it all those that are not stored. record_journal_gone notes
 * that no records may be sent until the next one is ready: it has died, or was
 * said goodbye.
 */
void record_journal_ready(uint32_t slot);
void record_journal_gone(void);

/* Forgets the records up to that ID, which the journal has stored. */
void record_stored(uint64_t id);

/*
 * Returns how many events wait to be stored; record_is_all_stored, whether none
 * does.
 */
uint64_t record_waiting(void);
bool record_is_all_stored(void);

#endif
