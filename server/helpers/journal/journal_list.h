/*
 * Questions about what there is: talks, tables, boxes, figures; and the sync of
 * all that was said before: journal_ask.h.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_LIST_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_LIST_H

#include "helpers/journal/journal_ask.h"

/* Steps of questions. */
enum journal_step journal_list_talks(struct journal_ask *ask);
enum journal_step journal_list_replay(struct journal_ask *ask);
enum journal_step journal_list_tokens(struct journal_ask *ask);
enum journal_step journal_list_status(struct journal_ask *ask);
enum journal_step journal_list_sync(struct journal_ask *ask);

#endif
