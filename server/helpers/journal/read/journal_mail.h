/*
 * The requests about letters (journal_letters.h). "fits WHERE MADE SENDER SIZE"
 * asks whether a mailbox takes a letter, and "letters WHERE AFTER" for the
 * letters after an ID, 64 in an answer.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_MAIL_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_MAIL_H

#include "helpers/journal/read/journal_reader.h"

/* Take one step of the answer. */
enum journal_progress journal_mail_fits(
    struct journal_reader *reader, struct journal_ask *ask);
enum journal_progress journal_mail_letters(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
