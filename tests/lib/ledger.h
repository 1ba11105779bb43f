/*
 * Checks the lines that several clients got against each other. The events are
 * sorted by ID and replayed, and each must have reached exactly the clients
 * that it concerned at that moment. So one reader must be in every group from
 * beginning to end, and a client must quit from within a group.
 */
#ifndef TESTS_LIB_LEDGER_H
#define TESTS_LIB_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

#define LEDGER_READERS 8

/* Empties it. */
void ledger_begin(void);

/*
 * The reader will use that name: a further one, or its first in a new life.
 * No name is used twice in all. Returns the name, which lasts.
 */
const char *ledger_name(size_t reader);

/* Returns the number that begins the text of the reader's next send or tell. */
uint32_t ledger_number(size_t reader);

/* Takes a line that has come to the reader. */
void ledger_hear(size_t reader, struct str line);

/* The reader says this command: its answer must come in its turn. */
void ledger_ask(size_t reader, struct str verb);

/*
 * Returns how many of the reader's commands have not been answered by ok, err,
 * bye or an event.
 */
size_t ledger_owed(size_t reader);

/*
 * Goes through all that was heard; false, and a note, if something came twice,
 * not at all, to the wrong one or out of order.
 */
bool ledger_agrees(void);

/* Returns the number of events. */
size_t ledger_events(void);

#endif
