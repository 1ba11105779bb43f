/*
 * Erasing: a record is overwritten in its place, and keeps its ID and length.
 * What an account wants forgotten is noted in the file todo until it is done,
 * so that the next journal goes on: journal_ask.h.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ERASE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ERASE_H

#include "helpers/journal/journal_ask.h"

/* Begins with what an earlier journal has noted. */
void journal_erase_begin(void);

/* Steps of questions. */
enum journal_step journal_erase_one(struct journal_ask *ask);
enum journal_step journal_erase_account(struct journal_ask *ask);
enum journal_step journal_erase_group(struct journal_ask *ask);

#endif
