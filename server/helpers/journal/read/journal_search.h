/*
 * The search of a text in another, in any ASCII case, in time that grows with
 * their lengths and not with the product (Knuth, Morris and Pratt). It needs a
 * table of the wanted text, which is made once.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_SEARCH_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "helpers/journal/journal_record.h"

/* Returns the text of a record in which a search looks; empty if it is no
 * speech. */
struct str journal_search_text(const struct journal_record *record);

/*
 * Fills the table with an entry for each byte of the wanted text: how many
 * bytes before and with it are also the beginning of the text. The text is in
 * lower case and has at least one byte, and at most UINT16_MAX.
 */
void journal_search_learn(struct str wanted, uint16_t *table);

/* Returns whether the text has the wanted one in it. */
bool journal_search_in(
    struct str text, struct str wanted, const uint16_t *table);

#endif
