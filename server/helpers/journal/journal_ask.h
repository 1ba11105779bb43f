/*
 * Questions to the journal: "ask NUMBER WHAT [TEXT]". Each is worked on in
 * steps, one at a time for each question in turn. A question may be asked
 * again. They read what was said in a group or talk, list what there is, erase,
 * and keep letters.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_ASK_H

#include "helpers/journal/journal_files.h"
#include "shared/buf.h"

/*
 * Begins without questions, but with what an earlier journal has noted that is
 * to be forgotten. Answers go to that buffer.
 */
void journal_ask_begin(struct buf *up);

/*
 * Takes a question, after the word "ask". False if there is no place for it
 * now.
 */
bool journal_ask_take(struct str line);

/*
 * Works on each question once, as long as there is room for answers. If changes
 * cannot be written, those that ask for one are refused, and what nobody has
 * asked waits. Returns whether any can go on.
 */
bool journal_ask_work(bool can_write);

/* Returns whether any waits for a sync; and ends those, as that is done. */
bool journal_ask_waits(void);
void journal_ask_synced(void);

#endif
