/* The line in which the journal sends a letter, read for its recipient. */
#ifndef SERVER_ROUTER_VERBS_HISTORY_MAILBOX_LINE_H
#define SERVER_ROUTER_VERBS_HISTORY_MAILBOX_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Reads "put ID @NAME letter LETTER ACTOR TEXT" as the event "tell LETTER ACTOR
 * NAME TEXT", with the name as given, and *id LETTER. The event is valid until
 * the next call. Returns false if it is no letter of that mailbox.
 */
bool mailbox_line_read(
    struct str name, struct str text, uint64_t *id, struct command *event);

#endif
