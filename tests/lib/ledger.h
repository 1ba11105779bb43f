/*
 * What several clients were sent, checked against itself: events are put in
 * the order of their IDs and gone through once more, and each must have come
 * to just those whom it concerned at that moment. Nothing may happen unheard:
 * one reader has to be in every group from before to the end, and whoever
 * quits does so from within a group. Used by
 * the tests in which members come, go and change their names while others
 * talk.
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

/* What the text of the reader's next send or tell is to begin with. */
uint32_t ledger_number(size_t reader);

/* A line has come to the reader. */
void ledger_hear(size_t reader, struct str line);

/* The reader says this command: its answer must come in its turn. */
void ledger_ask(size_t reader, struct str verb);

/* How many of its commands have not been answered, by ok, err, bye or event. */
size_t ledger_owed(size_t reader);

/*
 * Goes through all that was heard; false, and a note, if something came twice,
 * not at all, to the wrong one or out of order.
 */
bool ledger_agrees(void);

/* How many events there were. */
size_t ledger_events(void);

#endif
