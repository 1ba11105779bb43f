/*
 * The changes of a group's modes in words: a table with a row for each mode.
 * Pure.
 */
#ifndef CLIENT_TEXT_WORDS_MODES_H
#define CLIENT_TEXT_WORDS_MODES_H

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Returns the form (text/forms.h) of a mode event with one change, as "-- $2
 * made $1 moderated: ...". *event gets "you" and "the server" in place of some
 * names. me is our name. A mode that this client does not know is shown as it
 * is.
 */
struct str modes_form(struct command *event, struct str me);

/*
 * Appends " +im", the letters of a group's modes, but not n and H, which most
 * groups have; nothing if there is none. The buffer drops what does not fit.
 */
void modes_put(struct buf *to, struct str letters);

#endif
