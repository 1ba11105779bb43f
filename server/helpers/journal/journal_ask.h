/*
 * Questions to the journal, "ask NUMBER WHAT [TEXT]": they read what was said
 * in a group or talk (journal_past.c), list what there is, and erase. Each may
 * be asked again. It is worked on for one step, which may end with the place
 * where the question goes on: nothing is kept for that but lists.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H

#include <stdbool.h>

#include "shared/str.h"

/* Begins without any. */
void journal_ask_begin(void);

/*
 * Takes a question, after the word "ask". False if there is no place for it
 * now.
 */
bool journal_ask_take(struct str line);

/*
 * Works on each question, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused.
 */
void journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and ends those, as that is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

#endif
