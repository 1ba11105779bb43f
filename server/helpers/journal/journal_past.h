/* What a question may see of the past of a group or talk, and its answer. */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_PAST_H

#include "helpers/journal/journal_ask.h"

/* Returns whether the verb is that of a message. */
bool journal_past_is_said(struct str verb);

/* Returns the name of the account that has caused an event; may be empty. */
struct str journal_past_account(const struct journal_record *record);

/* Finds out what the question may see; false if it may see nothing. */
bool journal_past_may(struct journal_ask *ask, struct journal_dir *dir);

/* Returns whether the question is to see the record. */
bool journal_past_sees(
    const struct journal_ask *ask, const struct journal_record *record);

/* Answers with the record, and counts it. */
void journal_past_give(
    struct journal_ask *ask, const struct journal_record *record);

/* Ends the answer: everything up to last was looked at. */
enum journal_step journal_past_end(struct journal_ask *ask, bool more);

#endif
