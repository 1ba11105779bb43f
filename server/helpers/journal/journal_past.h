/* What was said in a group or talk. */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H

#include "helpers/journal/journal_step.h"

/*
 * A step of a question of the past, by its visitor: forward, back to where the
 * last events begin, or to find them.
 */
enum step journal_past(struct ask *ask);
visit_record journal_past_next, journal_past_count, journal_past_find;

#endif
