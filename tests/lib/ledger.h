/*
 * Checks the lines that several clients got against each other. It sorts the
 * events by ID and replays them: each must have reached exactly the clients
 * that it concerned at that moment. So one reader must be in every group from
 * beginning to end, and a client must be in a group when it quits.
 */
#ifndef TESTS_LIB_LEDGER_H
#define TESTS_LIB_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

#define LEDGER_READERS 8

/* Empties the ledger. */
void ledger_begin(void);

/*
 * Returns a new name for the reader, which stays valid and is used only once.
 * The reader takes it as a further name, or as its first after it has connected
 * again.
 */
const char *ledger_name(size_t reader);

/* Returns the number that begins the text of the reader's next send or tell. */
uint32_t ledger_number(size_t reader);

/* Records a line that the reader got. */
void ledger_hear(size_t reader, struct str line);

/*
 * Records that the reader sends this command, whose answer must come in order.
 */
void ledger_ask(size_t reader, struct str verb);

/*
 * Returns how many of the reader's commands have not been answered by ok, err,
 * bye or an event.
 */
size_t ledger_owed(size_t reader);

/*
 * Checks all lines. Returns false, and notes why, if an event came twice, not
 * at all, to a wrong reader or out of order.
 */
bool ledger_agrees(void);

/* Returns the number of events. */
size_t ledger_events(void);

#endif
