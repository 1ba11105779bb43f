/*
 * The router's connection to the journal (helpers/journal/): whether there is
 * one that takes records and questions, what it reports, and whether it makes
 * progress.
 */
#ifndef SERVER_ROUTER_HISTORY_JOURNAL_LINK_H
#define SERVER_ROUTER_HISTORY_JOURNAL_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Takes a line of the journal in that slot. Returns an empty string, or what is
 * wrong with it.
 */
struct str journal_link_take(uint32_t slot, const struct command *command);

/*
 * Note that a journal is in that slot, though it is not ready; that it was said
 * goodbye, so it gets no more records and questions but may still report; and
 * that it has gone, after everything that it sent was taken.
 */
void journal_link_started(uint32_t slot);
void journal_link_dismissed(void);
void journal_link_ended(void);

/*
 * Watches the journal, in each turn. If it owes a line and has sent none for
 * stall_time, it is killed. wanted is false if none is wanted any more.
 * journal_link_progressed returns whether the journal has stored anything since
 * it has come.
 */
void journal_link_watch(bool wanted);
bool journal_link_progressed(void);

/*
 * Return whether there is one that takes records and questions now, and whether
 * it says that it cannot write.
 */
bool journal_link_is_ready(void);
bool journal_link_is_failing(void);

/*
 * Has the journal of a server without clients store all that it has, and end.
 * Returns whether all is stored, or after grace, or once a journal has ended
 * that could not store it. Afterwards journal_link_log_lost logs how many
 * events were not stored.
 */
bool journal_link_is_settled(void);
void journal_link_log_lost(void);

#endif
